export declare const sampleCase: string;
export declare const sampleScan: readonly string[];
