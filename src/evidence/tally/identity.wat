;; Hot, see `npm run bench` and docs/performance.md.
;; Identities by their bytes. A session writes the same `userIdentity` into every record, half a record long: where the bytes
;; are those of one that was read before, they need neither scanning nor parsing. An entry: next of its chain, length, whether
;; it is listed, where to look first; the slots of the identity and invokedBy; the bytes.

(global $identities_end (mut i32) (i32.const 0))

(func $forget
  (memory.fill (i32.const {IDENTITY_BUCKETS}) (i32.const 0) (i32.const {IDENTITY_BUCKETS_BYTES}))
  (global.set $identities_end (i32.const {KNOWN_IDENTITIES})))

;; `{"type":"AssumedRole","principalId":"AROA…` and `{"type":"IAMUser","principalId":"AIDA…`: here principals differ.
(func $identity_bucket (param $at i32) (result i32)
  (local $hash i64)
  (local.set $hash (call $stir (i64.const 0) (i64.load offset=28 (local.get $at))))
  (local.set $hash (call $stir (local.get $hash) (i64.load offset=36 (local.get $at))))
  (local.set $hash (call $stir (local.get $hash) (i64.load offset=44 (local.get $at))))
  (local.set $hash (call $stir (local.get $hash) (i64.load offset=52 (local.get $at))))
  (local.set $hash (call $stir (local.get $hash) (i64.load offset=60 (local.get $at))))
  (i32.add (i32.const {IDENTITY_BUCKETS})
    (i32.and (i32.shl (call $settle (local.get $hash)) (i32.const 2)) (i32.const {IDENTITY_MASK}))))

(func $read_identity (param $at i32) (result i32)
  (local $bucket i32) (local $entry i32) (local $before i32) (local $bytes i32)
  (local.set $bucket (call $identity_bucket (local.get $at)))
  (local.set $entry (i32.load (local.get $bucket)))
  (loop $next
    (if (local.get $entry)
      (then
        (local.set $bytes (i32.load offset=4 (local.get $entry)))
        (if (call $stands_at (local.get $entry) (local.get $at) (local.get $bytes))
          (then
            (if (local.get $before)
              (then
                (i32.store (local.get $before) (i32.load (local.get $entry)))
                (i32.store (local.get $entry) (i32.load (local.get $bucket)))
                (i32.store (local.get $bucket) (local.get $entry))))
            (v128.store offset=0 (i32.const {SLOTS}) (v128.load offset=16 (local.get $entry)))
            (v128.store offset=16 (i32.const {SLOTS}) (v128.load offset=32 (local.get $entry)))
            (v128.store offset=32 (i32.const {SLOTS}) (v128.load offset=48 (local.get $entry)))
            (v128.store offset=48 (i32.const {SLOTS}) (v128.load offset=64 (local.get $entry)))
            (v128.store offset=64 (i32.const {SLOTS}) (v128.load offset=80 (local.get $entry)))
            (i64.store offset=80 (i32.const {SLOTS}) (i64.load offset=96 (local.get $entry)))
            (i32.store (i32.const {SLOT_invokedBy}) (i32.load offset=104 (local.get $entry)))
            (global.set $identity (local.get $entry))
            (return (i32.add (local.get $at) (local.get $bytes)))))
        (local.set $before (local.get $entry))
        (local.set $entry (i32.load (local.get $entry)))
        (br $next))))
  (call $learn_identity (local.get $at) (local.get $bucket)))

(func $stands_at (param $entry i32) (param $at i32) (param $bytes i32) (result i32)
  (local $probe i32)
  (local.set $probe (i32.load offset=12 (local.get $entry)))
  (local.set $entry (i32.add (local.get $entry) (i32.const 112)))
  (if (i64.ne (i64.load (i32.add (local.get $entry) (local.get $probe))) (i64.load (i32.add (local.get $at) (local.get $probe))))
    (then (return (i32.const 0))))
  (call $is_same (local.get $entry) (local.get $at) (local.get $bytes)))

(func $learn_identity (param $at i32) (param $bucket i32) (result i32)
  (local $end i32) (local $entry i32) (local $bytes i32) (local $probe i32)
  (global.set $met (i32.const 0))
  (global.set $key_at (i32.const 0))
  (local.set $end (call $read_members (local.get $at) (i32.const 0)))
  (if (local.get $end)
    (then
      (if (i32.eqz (i32.load (i32.const {SLOT_inScopeOfArn})))
        (then (i32.store (i32.const {SLOT_inScopeOfArn}) (i32.load (i32.const {SOURCE_ARN})))))
      (if (global.get $key_at) (then (local.set $probe (i32.sub (global.get $key_at) (local.get $at))))))
    (else
      (local.set $end (call $skip_value (local.get $at)))
      (if (i32.eqz (local.get $end)) (then (return (i32.const 0))))
      (local.set $probe (call $learn (local.get $at) (local.get $end)))))
  (local.set $bytes (i32.sub (local.get $end) (local.get $at)))
  (if (i32.gt_u (i32.add (local.get $probe) (i32.const 8)) (local.get $bytes)) (then (local.set $probe (i32.const 0))))
  ;; Neither the shortest nor the longest are worth remembering.
  (if (i32.gt_u (i32.sub (local.get $bytes) (i32.const 16)) (i32.const 4080)) (then (return (local.get $end))))
  (if (i32.gt_u (i32.add (global.get $identities_end) (i32.const 8192)) (i32.const {KNOWN_IDENTITIES_END}))
    (then (call $forget)))
  (local.set $entry (global.get $identities_end))
  (global.set $identities_end (i32.and (i32.add (i32.add (local.get $entry) (local.get $bytes)) (i32.const 143)) (i32.const -16)))
  (i32.store (local.get $entry) (i32.load (local.get $bucket)))
  (i32.store (local.get $bucket) (local.get $entry))
  (i32.store offset=4 (local.get $entry) (local.get $bytes))
  (i32.store offset=8 (local.get $entry) (i32.const 0))
  (i32.store offset=12 (local.get $entry) (local.get $probe))
  (memory.copy (i32.add (local.get $entry) (i32.const 16)) (i32.const {SLOTS}) (i32.const 88))
  (i32.store offset=104 (local.get $entry) (i32.load (i32.const {SLOT_invokedBy})))
  (memory.copy (i32.add (local.get $entry) (i32.const 112)) (local.get $at) (local.get $bytes))
  (global.set $identity (local.get $entry))
  (local.get $end))

;; What an identity says, from its bytes into the slots, which are empty. Whatever is unusual (an escape, a member twice,
;; another type, another time format) gives 0, and JavaScript learns it.

;; Bits of the members met, by their number in identity-names.ts; where the value of accessKeyId begins.
(global $met (mut i32) (i32.const 0))
(global $key_at (mut i32) (i32.const 0))

;; The object that begins at $at; $context says which one it is.
(func $read_members (param $at i32) (param $context i32) (result i32)
  (local $c i32) (local $name i32) (local $end i32) (local $member i32)
  (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 123)) (then (return (i32.const 0))))
  (local.set $at (call $skip_space (i32.add (local.get $at) (i32.const 1))))
  (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 125)) (then (return (i32.add (local.get $at) (i32.const 1)))))
  (loop $next
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 34)) (then (return (i32.const 0))))
    (local.set $name (i32.add (local.get $at) (i32.const 1)))
    (local.set $end (call $plain_end (local.get $name)))
    (if (i32.ne (i32.load8_u (local.get $end)) (i32.const 34)) (then (return (i32.const 0))))
    (local.set $at (call $skip_colon (i32.add (local.get $end) (i32.const 1))))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (local.set $member
      (call $member_of (local.get $context) (local.get $name) (i32.sub (local.get $end) (local.get $name))))
    (local.set $at (if (result i32) (local.get $member)
      (then (call $read_member (local.get $at) (local.get $member)))
      (else (call $skip_value (local.get $at)))))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (local.set $at (call $skip_space (local.get $at)))
    (local.set $c (i32.load8_u (local.get $at)))
    (if (i32.eq (local.get $c) (i32.const 125)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i32.ne (local.get $c) (i32.const 44)) (then (return (i32.const 0))))
    (local.set $at (call $skip_space (i32.add (local.get $at) (i32.const 1))))
    (br $next))
  (unreachable))

;; The entry of a member's name, 0 for one that nothing is read from. Entries of 48 bytes: length of the name, kind, target,
;; bit, the name.
(func $member_of (param $context i32) (param $name i32) (param $bytes i32) (result i32)
  (local $entry i32) (local $end i32)
  (local.set $context (i32.add (i32.const {IDENTITY_NAMES}) (i32.shl (local.get $context) (i32.const 3))))
  (local.set $entry (i32.load (local.get $context)))
  (local.set $end (i32.load offset=4 (local.get $context)))
  (loop $next
    (if (i32.eq (i32.load (local.get $entry)) (local.get $bytes))
      (then
        (if (call $is_same (i32.add (local.get $entry) (i32.const 16)) (local.get $name) (local.get $bytes))
          (then (return (local.get $entry))))))
    (local.set $entry (i32.add (local.get $entry) (i32.const 48)))
    (br_if $next (i32.lt_u (local.get $entry) (local.get $end))))
  (i32.const 0))

(func $read_member (param $at i32) (param $member i32) (result i32)
  (local $c i32) (local $kind i32) (local $end i32) (local $value i32)
  (if (i32.and (global.get $met) (i32.load offset=12 (local.get $member))) (then (return (i32.const 0))))
  (global.set $met (i32.or (global.get $met) (i32.load offset=12 (local.get $member))))
  (local.set $c (i32.load8_u (local.get $at)))
  ;; null
  (if (i32.eq (local.get $c) (i32.const 110)) (then (return (call $skip_value (local.get $at)))))
  (local.set $kind (i32.load offset=4 (local.get $member)))
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_OBJECT}))
    (then (return (call $read_members (local.get $at) (i32.load offset=8 (local.get $member))))))
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_FLAG}))
    (then (return (call $read_flag (local.get $at) (i32.load offset=8 (local.get $member))))))
  (if (i32.ne (local.get $c) (i32.const 34)) (then (return (i32.const 0))))
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  (local.set $end (call $plain_end (local.get $at)))
  (if (i32.ne (i32.load8_u (local.get $end)) (i32.const 34)) (then (return (i32.const 0))))
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_TIME}))
    (then
      (if (i32.ne (i32.sub (local.get $end) (local.get $at)) (i32.const 20)) (then (return (i32.const 0))))
      (local.set $value (call $read_time (local.get $at)))
      (if (i32.eqz (local.get $value)) (then (return (i32.const 0)))))
    (else
      (if (i32.eq (local.get $kind) (i32.const {MEMBER_KEY}))
        (then
          ;; HIDDEN_DUE_TO_SECURITY_REASONS
          (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 72)) (then (return (i32.const 0))))
          (global.set $key_at (local.get $at))))
      (local.set $value (call $code_of (local.get $at) (i32.sub (local.get $end) (local.get $at))))))
  (i32.store (i32.load offset=8 (local.get $member)) (local.get $value))
  (i32.add (local.get $end) (i32.const 1)))

;; true, false, or either as a text
(func $read_flag (param $at i32) (param $target i32) (result i32)
  (local $quoted i32) (local $flag i32)
  (local.set $quoted (i32.eq (i32.load8_u (local.get $at)) (i32.const 34)))
  (local.set $at (i32.add (local.get $at) (local.get $quoted)))
  (if (i32.eq (i32.load (local.get $at)) (i32.const 0x65757274))
    (then
      (local.set $flag (i32.const {FLAG_TRUE}))
      (local.set $at (i32.add (local.get $at) (i32.const 4))))
    (else
      (if (i32.or (i32.ne (i32.load8_u (local.get $at)) (i32.const 102))
                  (i32.ne (i32.load offset=1 (local.get $at)) (i32.const 0x65736c61)))
        (then (return (i32.const 0))))
      (local.set $flag (i32.const {FLAG_FALSE}))
      (local.set $at (i32.add (local.get $at) (i32.const 5)))))
  (if (i32.and (local.get $quoted) (i32.ne (i32.load8_u (local.get $at)) (i32.const 34))) (then (return (i32.const 0))))
  (i32.store (local.get $target) (local.get $flag))
  (i32.add (local.get $at) (local.get $quoted)))
