import type { Random } from './random.ts';
import type { Client } from './records/record.ts';

/** Where the people of a story sit: documentation addresses, which count as outside AWS. */
export const network = {
  office: '192.0.2.10',
  home: '192.0.2.77',
  builder: '198.51.100.20',
  attacker: '203.0.113.66',
  attackerToo: '203.0.113.140',
} as const;

/** First octet and range of the second of blocks that AWS publishes as EC2's, by region. */
const ec2Blocks = {
  'us-east-1': [
    [3, 224, 239],
    [34, 192, 207],
    [54, 144, 147],
  ],
  'eu-west-1': [
    [52, 208, 215],
    [54, 216, 217],
  ],
  'us-west-2': [[35, 160, 167]],
  'eu-central-1': [[3, 120, 123]],
  'ap-northeast-1': [[13, 112, 115]],
} as const;

export type Region = keyof typeof ec2Blocks;
export const regions = Object.keys(ec2Blocks) as Region[];

/** An address inside AWS that EC2 of the region could have given. */
export function ec2Address(region: Region, random: Random): string {
  const [first, from, to] = random.pick<readonly [number, number, number]>(ec2Blocks[region]);
  return [first, from + random.below(to - from + 1), random.below(256), 1 + random.below(254)].join('.');
}

export const userAgent = {
  cli: 'aws-cli/2.32.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7 cfg/retry-mode#standard',
  boto: 'Boto3/1.40.11 md/Botocore#1.40.11 ua/2.1 os/linux#6.1.147 md/arch#x86_64 lang/python#3.12.9',
  botoAttacker: 'Boto3/1.17.55 Python/3.8.10 Linux/5.4.0-72-generic Botocore/1.20.55',
  browser: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  terraform: 'APN/1.0 HashiCorp/1.0 Terraform/1.13.1 (+https://www.terraform.io) terraform-provider-aws/6.14.0',
  github: 'configure-aws-credentials-for-github-actions',
  agent: 'aws-sdk-go/1.55.5 (go1.24.4; linux; amd64) amazon-ssm-agent/3.3.2299.0',
  java: 'aws-sdk-java/2.33.4 md/io#sync md/http#Apache ua/2.1 os/Linux#5.10 lang/java#21.0.8',
} as const;

export function client(ip: string, agent: string): Client {
  return { ip, userAgent: agent };
}
