;; Hot, see `npm run bench` and docs/performance.md.
;; What an object and those in it say, from their bytes to where members.ts wants it, which is empty before. Whatever is unusual
;; (an escape, a member twice, another type, another time format) gives 0, and JavaScript reads it.

;; Bits of the members met, by their number in members.ts; where the value of a key id begins.
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
  (local.set $context (i32.add (i32.const {MEMBERS}) (i32.shl (local.get $context) (i32.const 3))))
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
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_STRANGE})) (then (return (i32.const 0))))
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_OBJECT}))
    (then (return (call $read_members (local.get $at) (i32.load offset=8 (local.get $member))))))
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_FLAG}))
    (then (return (call $read_flag (local.get $at) (i32.load offset=8 (local.get $member))))))
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_COUNT}))
    (then (return (call $read_count (local.get $at) (i32.load offset=8 (local.get $member))))))
  (if (i32.ne (local.get $c) (i32.const 34)) (then (return (i32.const 0))))
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  (local.set $end (call $plain_end (local.get $at)))
  (if (i32.ne (i32.load8_u (local.get $end)) (i32.const 34)) (then (return (i32.const 0))))
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_UUID}))
    (then
      (if (i32.ne (i32.sub (local.get $end) (local.get $at)) (i32.const 36)) (then (return (i32.const 0))))
      (if (i32.eqz (call $read_small_uuid (local.get $at) (i32.load offset=8 (local.get $member))))
        (then (return (i32.const 0))))
      (return (i32.add (local.get $end) (i32.const 1)))))
  (if (i32.eq (local.get $kind) (i32.const {MEMBER_ANY_TIME}))
    (then
      (i32.store (i32.load offset=8 (local.get $member)) (call $time_of (local.get $at) (local.get $end)))
      (return (i32.add (local.get $end) (i32.const 1)))))
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

;; Up to nine digits and nothing else.
(func $read_count (param $at i32) (param $target i32) (result i32)
  (local $from i32) (local $count i32) (local $digit i32)
  (local.set $from (local.get $at))
  (loop $next
    (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
    (if (i32.lt_u (local.get $digit) (i32.const 10))
      (then
        (local.set $count (i32.add (i32.mul (local.get $count) (i32.const 10)) (local.get $digit)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.lt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 10))))))
  (local.set $digit (i32.sub (local.get $at) (local.get $from)))
  ;; No number begins with a zero but 0; a fraction or an exponent makes it another one.
  (if (i32.or (i32.gt_u (i32.sub (local.get $digit) (i32.const 1)) (i32.const 8))
              (i32.and (i32.gt_u (local.get $digit) (i32.const 1))
                       (i32.eq (i32.load8_u (local.get $from)) (i32.const 48))))
    (then (return (i32.const 0))))
  (if (i32.or (i32.eq (i32.load8_u (local.get $at)) (i32.const 46))
              (i32.eq (i32.or (i32.load8_u (local.get $at)) (i32.const 32)) (i32.const 101)))
    (then (return (i32.const 0))))
  (i32.store (local.get $target) (local.get $count))
  (local.get $at))

;; One without capitals, whose text is given back as it was.
(func $read_small_uuid (param $at i32) (param $target i32) (result i32)
  (if (i8x16.bitmask (v128.or (call $capitals (v128.load (local.get $at)))
        (v128.or (call $capitals (v128.load offset=16 (local.get $at)))
                 (call $capitals (v128.load offset=20 (local.get $at))))))
    (then (return (i32.const 0))))
  (call $read_uuid (local.get $at) (local.get $target)))

(func $capitals (param $v v128) (result v128)
  (i8x16.lt_u (i8x16.sub (local.get $v) (i8x16.splat (i32.const 65))) (i8x16.splat (i32.const 26))))
