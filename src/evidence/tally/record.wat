;; Hot, see `npm run bench` and docs/performance.md.
;; Records, from their bytes into the slots. Whatever is not as CloudTrail writes it (an escape in a name or a needed text, a
;; name twice, a value of another type, anything that is no JSON) ends the scan before the record: it is parsed then.

;; Fills the slots of an identity that is written in an unusual way; gives where in it tokens of one principal differ.
(import "js" "learn" (func $learn (param $start i32) (param $end i32) (result i32)))
;; A record that says more than its being there, all that is common to records being in the slots.
;; With $minted, what it minted is in the slots of mints.
(import "js" "tell" (func $tell (param $start i32) (param $end i32) (param $minted i32)))
;; What the call in the slots is: four times the code of its activity, plus 1 where its records say more, plus 2 where that is
;; a mint which can be read here.
(import "js" "callOf" (func $call_of (param $event_source i32) (param $event_name i32) (result i32)))
;; The midnight that a date begins with, 0 where it is none.
(import "js" "midnight" (func $midnight (param $at i32) (result i32)))
;; The time in a text of any of CloudTrail's formats, 0 for none.
(import "js" "timeOf" (func $time_of (param $start i32) (param $end i32) (result i32)))

;; Bits of the fields met in the record, by their number in names.ts.
(global $seen (mut i32) (i32.const 0))
(global $may_mint (mut i32) (i32.const 0))
(global $since (mut f64) (f64.const 0))
(global $until (mut f64) (f64.const 0))
(global $counted (mut i32) (i32.const 0))
(global $taken (mut i32) (i32.const 0))
(global $told (mut i32) (i32.const 0))
(func (export "counted") (result i32) (global.get $counted))
(func (export "taken") (result i32) (global.get $taken))
(func (export "told") (result i32) (global.get $told))
(func (export "range") (param $since f64) (param $until f64)
  (global.set $since (local.get $since))
  (global.set $until (local.get $until)))

;; Takes the record that begins at $at, and, where $many, all that follow it in a list, up to one that is unusual. The position
;; behind the last one taken, 0 where none was. `taken`, `told`, `counted` (inside the time range) say how many.
(func (export "scan") (param $at i32) (param $many i32) (result i32)
  (local $end i32) (local $behind i32) (local $call i32) (local $time f64)
  (global.set $counted (i32.const 0))
  (global.set $taken (i32.const 0))
  (global.set $told (i32.const 0))
  (loop $next
    (local.set $end (call $read_record (local.get $at)))
    (if (i32.eqz (local.get $end)) (then (return (local.get $behind))))
    ;; eventTime, eventSource, eventName, eventID
    (if (i32.or (i32.ne (i32.and (global.get $seen) (i32.const 15)) (i32.const 15))
                (i32.or (i32.eqz (i32.load (i32.const {SLOT_eventSource})))
                        (i32.eqz (i32.load (i32.const {SLOT_eventName})))))
      (then (return (local.get $behind))))
    (local.set $call (call $known_call))
    (i32.store (i32.const {SLOT_activity}) (i32.shr_u (local.get $call) (i32.const 2)))
    (local.set $time (f64.convert_i32_u (i32.load (i32.const {SLOT_eventTime}))))
    (if (i32.and (f64.ge (local.get $time) (global.get $since)) (f64.lt (local.get $time) (global.get $until)))
      (then
        (if (i32.and (i32.or (global.get $may_mint) (i32.and (local.get $call) (i32.const 1)))
                     (i32.eqz (i32.load (i32.const {SLOT_failed}))))
          (then
            (call $tell (local.get $at) (local.get $end)
              (if (result i32) (i32.and (local.get $call) (i32.const 2))
                (then (call $read_mint (local.get $at)))
                (else (i32.const 0))))
            (global.set $told (i32.add (global.get $told) (i32.const 1)))))
        (call $add_event)
        (global.set $counted (i32.add (global.get $counted) (i32.const 1)))))
    (global.set $taken (i32.add (global.get $taken) (i32.const 1)))
    (local.set $behind (local.get $end))
    (if (i32.eqz (local.get $many)) (then (return (local.get $behind))))
    (local.set $at (call $skip_space (local.get $end)))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 44)) (then (return (local.get $behind))))
    (local.set $at (call $skip_space (i32.add (local.get $at) (i32.const 1))))
    (br_if $next (i32.eq (i32.load8_u (local.get $at)) (i32.const 123))))
  (local.get $behind))

(func $known_call (result i32)
  (local $at i32)
  (i32.store (i32.const {CALL_KEY}) (i32.load (i32.const {SLOT_eventSource})))
  (i32.store offset=4 (i32.const {CALL_KEY}) (i32.load (i32.const {SLOT_eventName})))
  (local.set $at (call $row_of (i32.const {CALLS}) (i32.const {CALL_KEY})))
  (if (global.get $is_new)
    (then (i32.store offset=8 (local.get $at)
      (call $call_of (i32.load (i32.const {SLOT_eventSource})) (i32.load (i32.const {SLOT_eventName}))))))
  (i32.load offset=8 (local.get $at)))

(func $read_record (param $at i32) (result i32)
  (local $c i32) (local $name i32) (local $end i32) (local $field i32) (local $bit i32)
  (call $clear_slots)
  (global.set $seen (i32.const 0))
  (global.set $may_mint (i32.const 0))
  (global.set $identity (i32.const 0))
  (local.set $at (call $skip_space (i32.add (local.get $at) (i32.const 1))))
  (loop $member
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 34)) (then (return (i32.const 0))))
    (local.set $name (i32.add (local.get $at) (i32.const 1)))
    (local.set $end (call $plain_end (local.get $name)))
    (if (i32.ne (i32.load8_u (local.get $end)) (i32.const 34)) (then (return (i32.const 0))))
    (local.set $at (call $skip_colon (i32.add (local.get $end) (i32.const 1))))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (local.set $field (call $field_of (local.get $name) (i32.sub (local.get $end) (local.get $name))))
    (if (local.get $field)
      (then
        (local.set $bit (i32.shl (i32.const 1) (i32.load offset=4 (local.get $field))))
        (if (i32.and (global.get $seen) (local.get $bit)) (then (return (i32.const 0))))
        (global.set $seen (i32.or (global.get $seen) (local.get $bit)))
        (local.set $at (call $read_field (local.get $at) (local.get $field) (local.get $bit))))
      (else (local.set $at (call $skip_value (local.get $at)))))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (local.set $c (i32.load8_u (local.get $at)))
    (if (i32.le_u (local.get $c) (i32.const 32))
      (then
        (local.set $at (call $skip_space (local.get $at)))
        (local.set $c (i32.load8_u (local.get $at)))))
    (if (i32.eq (local.get $c) (i32.const 125)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i32.ne (local.get $c) (i32.const 44)) (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (if (i32.le_u (i32.load8_u (local.get $at)) (i32.const 32))
      (then (local.set $at (call $skip_space (local.get $at)))))
    (br $member))
  (unreachable))

;; Ten stores: memory.fill is a call out of the module.
(func $clear_slots
  (v128.store offset=0 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=16 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=32 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=48 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=64 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=80 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=96 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=112 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=128 (i32.const {SLOTS}) (v128.const i64x2 0 0))
  (v128.store offset=144 (i32.const {SLOTS}) (v128.const i64x2 0 0)))

;; The entry of a name in the table that names.ts wrote, 0 for one that nothing is read from.
(global $name_factor (mut i32) (i32.const 0))
(func (export "names") (param $factor i32) (global.set $name_factor (local.get $factor)))
(func $field_of (param $at i32) (param $bytes i32) (result i32)
  (local $entry i32)
  (if (i32.gt_u (i32.sub (local.get $bytes) (i32.const 6)) (i32.const 22)) (then (return (i32.const 0))))
  (local.set $entry (i32.add (i32.const {NAMES}) (i32.shl
    (i32.shr_u
      (i32.mul (i32.add (i32.load (i32.sub (i32.add (local.get $at) (local.get $bytes)) (i32.const 4))) (local.get $bytes))
               (global.get $name_factor))
      (i32.const 25))
    (i32.const 6))))
  (if (i32.ne (i32.load (local.get $entry)) (local.get $bytes)) (then (return (i32.const 0))))
  (select (local.get $entry) (i32.const 0)
    (i32.eq (i32.const -1) (i32.or
      (i32.sub (i32.const 0) (i32.shl (i32.const 1) (local.get $bytes)))
      (i32.or
        (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (v128.load offset=16 (local.get $entry))))
        (i32.shl (i8x16.bitmask (i8x16.eq (v128.load offset=16 (local.get $at)) (v128.load offset=32 (local.get $entry))))
                 (i32.const 16)))))))

(func $read_field (param $at i32) (param $field i32) (param $bit i32) (result i32)
  (local $kind i32) (local $end i32) (local $c i32)
  (local.set $kind (i32.load offset=8 (local.get $field)))
  (local.set $c (i32.load8_u (local.get $at)))
  ;; null, but for what every record has
  (if (i32.and (i32.eq (local.get $c) (i32.const 110)) (i32.and (i32.gt_u (local.get $bit) (i32.const 15))
                                                               (i32.ne (local.get $kind) (i32.const {STRANGE}))))
    (then (return (call $skip_value (local.get $at)))))
  (if (i32.eq (local.get $kind) (i32.const {IDENTITY})) (then (return (call $read_identity (local.get $at)))))
  (if (i32.eq (local.get $kind) (i32.const {RESPONSE})) (then (return (call $skip_response (local.get $at)))))
  (if (i32.or (i32.ne (local.get $c) (i32.const 34)) (i32.eq (local.get $kind) (i32.const {STRANGE})))
    (then (return (i32.const 0))))
  ;; Of errors only their being there is asked, so their text may have escapes.
  (if (i32.eq (local.get $kind) (i32.const {ERROR}))
    (then
      (local.set $end (call $skip_string (local.get $at)))
      (if (i32.gt_s (i32.sub (local.get $end) (local.get $at)) (i32.const 2))
        (then (i32.store (i32.const {SLOT_failed}) (i32.const 1))))
      (return (local.get $end))))
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  (local.set $end (call $plain_end (local.get $at)))
  (if (i32.ne (i32.load8_u (local.get $end)) (i32.const 34)) (then (return (i32.const 0))))
  (if (i32.eq (local.get $kind) (i32.const {TEXT}))
    (then (i32.store (i32.load offset=12 (local.get $field))
      (call $code_of (local.get $at) (i32.sub (local.get $end) (local.get $at)))))
    (else (if (i32.eqz (call $read_special (local.get $at) (local.get $end) (local.get $kind)))
      (then (return (i32.const 0))))))
  (i32.add (local.get $end) (i32.const 1)))

(func $read_special (param $at i32) (param $end i32) (param $kind i32) (result i32)
  (local $bytes i32) (local $time i32)
  (local.set $bytes (i32.sub (local.get $end) (local.get $at)))
  (if (i32.eq (local.get $kind) (i32.const {TIME}))
    (then
      (if (i32.ne (local.get $bytes) (i32.const 20)) (then (return (i32.const 0))))
      (local.set $time (call $read_time (local.get $at)))
      (i32.store (i32.const {SLOT_eventTime}) (local.get $time))
      (return (i32.ne (local.get $time) (i32.const 0)))))
  (if (i32.eq (local.get $kind) (i32.const {UUID}))
    (then
      (if (i32.ne (local.get $bytes) (i32.const 36)) (then (return (i32.const 0))))
      (return (call $read_uuid (local.get $at) (i32.const {SLOT_eventID})))))
  ;; Insights and aggregated events are no records; what is as long as their types is for the parser to tell from them.
  (if (i32.eq (local.get $kind) (i32.const {TYPE}))
    (then (return (i32.and (i32.ne (local.get $bytes) (i32.const 20)) (i32.ne (local.get $bytes) (i32.const 18))))))
  (if (i32.eq (local.get $kind) (i32.const {CATEGORY}))
    (then (return (i32.and (i32.ne (i32.load8_u (local.get $at)) (i32.const 65))
                           (i32.ne (i32.load8_u (local.get $at)) (i32.const 73))))))
  ;; sessionCredentialFromConsole: "true", "false", anything
  (if (i32.and (i32.eq (local.get $bytes) (i32.const 4)) (i32.eq (i32.load (local.get $at)) (i32.const 0x65757274)))
    (then (i32.store (i32.const {SLOT_fromConsole}) (i32.const {FLAG_TRUE}))))
  (if (i32.and (i32.eq (local.get $bytes) (i32.const 5))
               (i32.and (i32.eq (i32.load8_u (local.get $at)) (i32.const 102))
                        (i32.eq (i32.load offset=1 (local.get $at)) (i32.const 0x65736c61))))
    (then (i32.store (i32.const {SLOT_fromConsole}) (i32.const {FLAG_FALSE}))))
  (i32.const 1))

;; `2023-07-10T12:03:25Z`; the day is mostly one of those met last.
(func $read_time (param $at i32) (result i32)
  (local $hour i32) (local $minute i32) (local $second i32) (local $time i32) (local $day i32) (local $begin i32)
  (local.set $day (i32.add (i32.const {DATES})
    (i32.shl (i32.and (i32.load8_u offset=9 (local.get $at)) (i32.const 3)) (i32.const 4))))
  (if (i32.or (i64.ne (i64.load (local.get $at)) (i64.load (local.get $day)))
              (i32.ne (i32.load16_u offset=8 (local.get $at)) (i32.load16_u offset=8 (local.get $day))))
    (then
      (local.set $begin (call $midnight (local.get $at)))
      (if (i32.eqz (local.get $begin)) (then (return (i32.const 0))))
      (i64.store (local.get $day) (i64.load (local.get $at)))
      (i32.store16 offset=8 (local.get $day) (i32.load16_u offset=8 (local.get $at)))
      (i32.store offset=12 (local.get $day) (local.get $begin))))
  (local.set $begin (i32.load offset=12 (local.get $day)))
  (local.set $hour (call $two_digits (i32.add (local.get $at) (i32.const 11))))
  (local.set $minute (call $two_digits (i32.add (local.get $at) (i32.const 14))))
  (local.set $second (call $two_digits (i32.add (local.get $at) (i32.const 17))))
  (if (i32.or (i32.or
        (i32.ne (i32.load8_u offset=10 (local.get $at)) (i32.const 84))
        (i32.or (i32.ne (i32.load8_u offset=13 (local.get $at)) (i32.const 58))
                (i32.or (i32.ne (i32.load8_u offset=16 (local.get $at)) (i32.const 58))
                        (i32.ne (i32.load8_u offset=19 (local.get $at)) (i32.const 90)))))
        (i32.or (i32.gt_u (local.get $hour) (i32.const 23))
                (i32.or (i32.gt_u (local.get $minute) (i32.const 59)) (i32.gt_u (local.get $second) (i32.const 59)))))
    (then (return (i32.const 0))))
  (local.set $time (i32.add (local.get $begin)
    (i32.add (i32.mul (local.get $hour) (i32.const 3600))
             (i32.add (i32.mul (local.get $minute) (i32.const 60)) (local.get $second)))))
  ;; Times end in 2106.
  (select (local.get $time) (i32.const 0) (i32.ge_u (local.get $time) (local.get $begin))))

;; -1 (large) where it is no number.
(func $two_digits (param $at i32) (result i32)
  (local $tens i32) (local $ones i32)
  (local.set $tens (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
  (local.set $ones (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48)))
  (select (i32.add (i32.mul (local.get $tens) (i32.const 10)) (local.get $ones)) (i32.const -1)
    (i32.and (i32.lt_u (local.get $tens) (i32.const 10)) (i32.lt_u (local.get $ones) (i32.const 10)))))

;; 36 bytes into four words: the digits are gathered without their dashes, sixteen at a time.
(func $read_uuid (param $at i32) (param $target i32) (result i32)
  (local $middle v128) (local $first v128) (local $second v128)
  (if (i32.or (i32.or (i32.ne (i32.load8_u offset=8 (local.get $at)) (i32.const 45))
                      (i32.ne (i32.load8_u offset=13 (local.get $at)) (i32.const 45)))
              (i32.or (i32.ne (i32.load8_u offset=18 (local.get $at)) (i32.const 45))
                      (i32.ne (i32.load8_u offset=23 (local.get $at)) (i32.const 45))))
    (then (return (i32.const 0))))
  (local.set $middle (v128.load offset=16 (local.get $at)))
  (local.set $first (i8x16.shuffle 0 1 2 3 4 5 6 7 9 10 11 12 14 15 16 17
    (v128.load (local.get $at)) (local.get $middle)))
  (local.set $second (i8x16.shuffle 3 16 17 18 20 21 22 23 24 25 26 27 28 29 30 31
    (local.get $middle) (v128.load offset=20 (local.get $at))))
  (if (i32.eqz (i32.and (call $are_hex (local.get $first)) (call $are_hex (local.get $second))))
    (then (return (i32.const 0))))
  (local.set $first (i8x16.narrow_i16x8_u (call $bytes_of (local.get $first)) (call $bytes_of (local.get $second))))
  (v128.store align=4 (local.get $target)
    (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (local.get $first) (local.get $first)))
  (i32.const 1))

(func $letters (param $v v128) (result v128)
  (i8x16.lt_u
    (i8x16.sub (v128.or (local.get $v) (i8x16.splat (i32.const 32))) (i8x16.splat (i32.const 97)))
    (i8x16.splat (i32.const 6))))

(func $are_hex (param $v v128) (result i32)
  (i8x16.all_true (v128.or (call $letters (local.get $v))
    (i8x16.lt_u (i8x16.sub (local.get $v) (i8x16.splat (i32.const 48))) (i8x16.splat (i32.const 10))))))

;; Eight bytes, one in each 16-bit lane, of sixteen hexadecimal digits.
(func $bytes_of (param $v v128) (result v128)
  (local.set $v (i8x16.add
    (v128.and (local.get $v) (i8x16.splat (i32.const 15)))
    (v128.and (call $letters (local.get $v)) (i8x16.splat (i32.const 9)))))
  (v128.or (i16x8.shl (v128.and (local.get $v) (i16x8.splat (i32.const 255))) (i32.const 4))
           (i16x8.shr_u (local.get $v) (i32.const 8))))

;; Skips responseElements, and looks whether it may hold a minted credential: `credentials`, `credentialSet`,
;; `roleCredentials`; whatever begins like them, or has an escape, is for the parser to judge.
(func $skip_response (param $at i32) (result i32)
  (local $c i32)
  (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 123)) (then (return (call $skip_value (local.get $at)))))
  (local.set $at (call $skip_space (i32.add (local.get $at) (i32.const 1))))
  (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 125)) (then (return (i32.add (local.get $at) (i32.const 1)))))
  (loop $member
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 34)) (then (return (i32.const 0))))
    ;; cred, roleCred, \
    (if (i32.or (i32.or
          (i32.eq (i32.load offset=1 (local.get $at)) (i32.const 0x64657263))
          (i64.eq (i64.load offset=1 (local.get $at)) (i64.const 0x64657243656c6f72)))
          (i32.eq (i32.load8_u (call $plain_end (i32.add (local.get $at) (i32.const 1)))) (i32.const 92)))
      (then (global.set $may_mint (i32.const 1))))
    (local.set $at (call $skip_name (local.get $at)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (local.set $at (call $skip_value (local.get $at)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (local.set $at (call $skip_space (local.get $at)))
    (local.set $c (i32.load8_u (local.get $at)))
    (if (i32.eq (local.get $c) (i32.const 125)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i32.ne (local.get $c) (i32.const 44)) (then (return (i32.const 0))))
    (local.set $at (call $skip_space (i32.add (local.get $at) (i32.const 1))))
    (br $member))
  (unreachable))
