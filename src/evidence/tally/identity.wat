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
