;; Hot, see `npm run bench` and docs/performance.md.
;; What a record says that mints, as far as it is no part of its identity: a second walk over a few records of a hundred.

;; 0 where anything is unusual.
(func $read_mint (param $at i32) (result i32)
  (memory.fill (i32.const {MINT_SLOTS}) (i32.const 0) (i32.const {MINT_BYTES}))
  (global.set $met (i32.const 0))
  (i32.ne (i32.const 0) (call $read_members (local.get $at) (i32.const {MINT_CONTEXT}))))
