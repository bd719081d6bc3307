;; Hot, see docs/performance.md.
;; Deflate (RFC 1951) for log files: one look for each position at where the same six bytes stood last, longer strides where
;; nothing is found. What stands there, and how the codes of a block are chosen, is JavaScript's: once a block, not once a byte.

(memory (export "memory") {PAGES})

;; Where the next bits go; what is not yet a whole byte.
(global $out (mut i32) (i32.const 0))
(global $bits (mut i64) (i64.const 0))
(global $count (mut i32) (i32.const 0))
;; How many matches the block has.
(global $matches (mut i32) (i32.const 0))
(func (export "matches") (result i32) (global.get $matches))

(func (export "begin") (param $out i32)
  (global.set $out (local.get $out))
  (global.set $bits (i64.const 0))
  (global.set $count (i32.const 0))
  (memory.fill (i32.const {HASHES}) (i32.const 0) (i32.const {HASH_BYTES})))

;; Finds matches from a position on, until there is no more room for them or $limit is reached; gives where that was. Each is the
;; number of literals before it, then its length above its distance less one. What is found is counted by symbol.
(func (export "find") (param $from i32) (param $limit i32) (result i32)
  (local $at i32) (local $anchor i32) (local $word i64) (local $slot i32) (local $before i32) (local $distance i32)
  (local $end i32) (local $same i32) (local $match i32) (local $start i32)
  (local.set $at (local.get $from))
  (local.set $anchor (local.get $from))
  (local.set $match (i32.const {MATCHES}))
  (block $done
    (loop $next
      (br_if $done (i32.gt_u (i32.add (local.get $at) (i32.const 8)) (local.get $limit)))
      (local.set $word (i64.load align=1 (local.get $at)))
      (local.set $slot (i32.shl (i32.wrap_i64 (i64.shr_u
        (i64.mul (i64.shl (local.get $word) (i64.const 16)) (i64.const 227718039650203))
        (i64.const {HASH_SHIFT}))) (i32.const 2)))
      (local.set $before (i32.load offset={HASHES} (local.get $slot)))
      (i32.store offset={HASHES} (local.get $slot) (local.get $at))
      (local.set $distance (i32.sub (local.get $at) (local.get $before)))
      (if (i32.gt_u (local.get $distance) (i32.const 32768))
        (then
          (local.set $at (i32.add (local.get $at) (i32.add (i32.const 1)
            (i32.shr_u (i32.sub (local.get $at) (local.get $anchor)) (i32.const {STRIDE_SHIFT})))))
          (br $next)))
      (if (i64.ne (i64.shl (i64.xor (local.get $word) (i64.load align=1 (local.get $before))) (i64.const 16)) (i64.const 0))
        (then
          (local.set $at (i32.add (local.get $at) (i32.add (i32.const 1)
            (i32.shr_u (i32.sub (local.get $at) (local.get $anchor)) (i32.const {STRIDE_SHIFT})))))
          (br $next)))
      ;; As far ahead as it goes, not beyond the limit
      (local.set $end (i32.add (local.get $at) (i32.const 6)))
      (block $ended
        (loop $ahead
          (local.set $same (i8x16.bitmask (i8x16.eq
            (v128.load align=1 (local.get $end))
            (v128.load align=1 (i32.sub (local.get $end) (local.get $distance))))))
          (if (i32.ne (local.get $same) (i32.const 0xffff))
            (then
              (local.set $end (i32.add (local.get $end) (i32.ctz (i32.xor (local.get $same) (i32.const 0xffff)))))
              (br $ended)))
          (local.set $end (i32.add (local.get $end) (i32.const 16)))
          (br_if $ahead (i32.lt_u (local.get $end) (local.get $limit)))))
      (if (i32.gt_u (local.get $end) (local.get $limit)) (then (local.set $end (local.get $limit))))
      ;; Back over what the strides passed by
      (local.set $start (local.get $at))
      (block $back
        (loop $behind
          (br_if $back (i32.le_u (local.get $start) (local.get $anchor)))
          (br_if $back (i32.le_u (i32.sub (local.get $start) (local.get $distance)) (i32.const {INPUT})))
          (br_if $back (i32.ne
            (i32.load8_u (i32.sub (local.get $start) (i32.const 1)))
            (i32.load8_u (i32.sub (i32.sub (local.get $start) (local.get $distance)) (i32.const 1)))))
          (local.set $start (i32.sub (local.get $start) (i32.const 1)))
          (br $behind)))
      (call $count_literals (local.get $anchor) (local.get $start))
      (local.set $match (call $add_match (local.get $match)
        (i32.sub (local.get $start) (local.get $anchor))
        (i32.sub (local.get $end) (local.get $start))
        (local.get $distance)))
      (local.set $at (local.get $end))
      (local.set $anchor (local.get $end))
      ;; A place within, for what begins alike
      (local.set $start (i32.sub (local.get $end) (i32.const 2)))
      (i32.store offset={HASHES}
        (i32.shl (i32.wrap_i64 (i64.shr_u
          (i64.mul (i64.shl (i64.load align=1 (local.get $start)) (i64.const 16)) (i64.const 227718039650203))
          (i64.const {HASH_SHIFT}))) (i32.const 2))
        (local.get $start))
      (br_if $next (i32.lt_u (local.get $match) (i32.const {MATCHES_END})))
      (local.set $limit (local.get $end))))
  (call $count_literals (local.get $anchor) (local.get $limit))
  (global.set $matches (i32.shr_u (i32.sub (local.get $match) (i32.const {MATCHES})) (i32.const 3)))
  (local.get $limit))

(func $count_literals (param $at i32) (param $end i32)
  (local $slot i32)
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $slot (i32.shl (i32.load8_u (local.get $at)) (i32.const 2)))
      (i32.store offset={FREQUENCIES} (local.get $slot)
        (i32.add (i32.load offset={FREQUENCIES} (local.get $slot)) (i32.const 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next))))

;; A match of any length, as matches of at most 258 bytes none of which is shorter than three.
(func $add_match (param $match i32) (param $literals i32) (param $length i32) (param $distance i32) (result i32)
  (local $part i32) (local $slot i32)
  (loop $next
    (local.set $part (local.get $length))
    (if (i32.gt_u (local.get $length) (i32.const 258))
      (then (local.set $part (select (i32.const 255) (i32.const 258) (i32.lt_u (local.get $length) (i32.const 261))))))
    (i32.store (local.get $match) (local.get $literals))
    (i32.store offset=4 (local.get $match)
      (i32.or (i32.shl (local.get $part) (i32.const 16)) (i32.sub (local.get $distance) (i32.const 1))))
    (local.set $match (i32.add (local.get $match) (i32.const 8)))
    (local.set $slot (i32.shl (i32.and (i32.load offset={LENGTHS} (i32.shl (local.get $part) (i32.const 2)))
      (i32.const 0x1ff)) (i32.const 2)))
    (i32.store offset={FREQUENCIES} (local.get $slot)
      (i32.add (i32.load offset={FREQUENCIES} (local.get $slot)) (i32.const 1)))
    (local.set $slot (i32.shl (call $distance_symbol (i32.sub (local.get $distance) (i32.const 1))) (i32.const 2)))
    (i32.store offset={DISTANCE_FREQUENCIES} (local.get $slot)
      (i32.add (i32.load offset={DISTANCE_FREQUENCIES} (local.get $slot)) (i32.const 1)))
    (local.set $literals (i32.const 0))
    (local.set $length (i32.sub (local.get $length) (local.get $part)))
    (br_if $next (local.get $length)))
  (local.get $match))

;; Two symbols to each power of two, from a distance less one.
(func $distance_symbol (param $distance i32) (result i32)
  (local $power i32)
  (if (i32.lt_u (local.get $distance) (i32.const 4)) (then (return (local.get $distance))))
  (local.set $power (i32.sub (i32.const 31) (i32.clz (local.get $distance))))
  (i32.add (i32.shl (local.get $power) (i32.const 1))
    (i32.and (i32.shr_u (local.get $distance) (i32.sub (local.get $power) (i32.const 1))) (i32.const 1))))

(func $put (param $value i32) (param $width i32)
  (global.set $bits (i64.or (global.get $bits)
    (i64.shl (i64.extend_i32_u (local.get $value)) (i64.extend_i32_u (global.get $count)))))
  (global.set $count (i32.add (global.get $count) (local.get $width)))
  (i64.store align=1 (global.get $out) (global.get $bits))
  (global.set $out (i32.add (global.get $out) (i32.shr_u (global.get $count) (i32.const 3))))
  (global.set $bits (i64.shr_u (global.get $bits) (i64.extend_i32_u (i32.and (global.get $count) (i32.const 0x78)))))
  (global.set $count (i32.and (global.get $count) (i32.const 7))))

;; The rest of a byte is zeros. Gives where the next one goes.
(func $align (export "align") (result i32)
  (if (global.get $count) (then (call $put (i32.const 0) (i32.sub (i32.const 8) (global.get $count)))))
  (global.get $out))

;; A piece of at most 65,535 bytes as it is.
(func (export "store") (param $from i32) (param $length i32) (param $last i32)
  (call $put (local.get $last) (i32.const 3))
  (drop (call $align))
  (i32.store align=1 (global.get $out)
    (i32.or (local.get $length) (i32.shl (i32.xor (local.get $length) (i32.const 0xffff)) (i32.const 16))))
  (memory.copy (i32.add (global.get $out) (i32.const 4)) (local.get $from) (local.get $length))
  (global.set $out (i32.add (global.get $out) (i32.add (local.get $length) (i32.const 4)))))

;; The block that was found last, by the codes that have been laid down: each its bits, and above them how many.
(func (export "write") (param $from i32) (param $end i32) (param $header i32)
  (local $match i32) (local $last i32) (local $value i32) (local $length i32)
  (local.set $last (i32.add (i32.const {HEADER}) (i32.shl (local.get $header) (i32.const 2))))
  (local.set $match (i32.const {HEADER}))
  (loop $next
    (local.set $value (i32.load (local.get $match)))
    (call $put (i32.and (local.get $value) (i32.const 0xffff)) (i32.shr_u (local.get $value) (i32.const 16)))
    (local.set $match (i32.add (local.get $match) (i32.const 4)))
    (br_if $next (i32.lt_u (local.get $match) (local.get $last))))
  (local.set $last (i32.add (i32.const {MATCHES}) (i32.shl (global.get $matches) (i32.const 3))))
  (local.set $match (i32.const {MATCHES}))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $match) (local.get $last)))
      (local.set $length (i32.load (local.get $match)))
      (call $write_literals (local.get $from) (local.get $length))
      (local.set $value (i32.load offset=4 (local.get $match)))
      (local.set $from (i32.add (local.get $from)
        (i32.add (local.get $length) (i32.shr_u (local.get $value) (i32.const 16)))))
      (call $write_match (i32.shr_u (local.get $value) (i32.const 16)) (i32.and (local.get $value) (i32.const 0xffff)))
      (local.set $match (i32.add (local.get $match) (i32.const 8)))
      (br $next)))
  (call $write_literals (local.get $from) (i32.sub (local.get $end) (local.get $from)))
  (local.set $value (i32.load offset={END_CODE} (i32.const 0)))
  (call $put (i32.and (local.get $value) (i32.const 0xffff)) (i32.shr_u (local.get $value) (i32.const 16))))

;; Three of at most 15 bits have room beside what is left of a byte.
(func $write_literals (param $at i32) (param $length i32)
  (local $bits i64) (local $count i32) (local $out i32) (local $code i32) (local $end i32)
  (if (i32.eqz (local.get $length)) (then (return)))
  (local.set $end (i32.add (local.get $at) (local.get $length)))
  (local.set $bits (global.get $bits))
  (local.set $count (global.get $count))
  (local.set $out (global.get $out))
  (loop $next
    (local.set $code (i32.load offset={CODES} (i32.shl (i32.load8_u (local.get $at)) (i32.const 2))))
    (local.set $bits (i64.or (local.get $bits)
      (i64.shl (i64.extend_i32_u (i32.and (local.get $code) (i32.const 0xffff))) (i64.extend_i32_u (local.get $count)))))
    (local.set $count (i32.add (local.get $count) (i32.shr_u (local.get $code) (i32.const 16))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (if (i32.lt_u (local.get $at) (local.get $end))
      (then
        (local.set $code (i32.load offset={CODES} (i32.shl (i32.load8_u (local.get $at)) (i32.const 2))))
        (local.set $bits (i64.or (local.get $bits)
          (i64.shl (i64.extend_i32_u (i32.and (local.get $code) (i32.const 0xffff))) (i64.extend_i32_u (local.get $count)))))
        (local.set $count (i32.add (local.get $count) (i32.shr_u (local.get $code) (i32.const 16))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (if (i32.lt_u (local.get $at) (local.get $end))
          (then
            (local.set $code (i32.load offset={CODES} (i32.shl (i32.load8_u (local.get $at)) (i32.const 2))))
            (local.set $bits (i64.or (local.get $bits)
              (i64.shl (i64.extend_i32_u (i32.and (local.get $code) (i32.const 0xffff))) (i64.extend_i32_u (local.get $count)))))
            (local.set $count (i32.add (local.get $count) (i32.shr_u (local.get $code) (i32.const 16))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))))))
    (i64.store align=1 (local.get $out) (local.get $bits))
    (local.set $out (i32.add (local.get $out) (i32.shr_u (local.get $count) (i32.const 3))))
    (local.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (i32.and (local.get $count) (i32.const 0x78)))))
    (local.set $count (i32.and (local.get $count) (i32.const 7)))
    (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
  (global.set $bits (local.get $bits))
  (global.set $count (local.get $count))
  (global.set $out (local.get $out)))

;; Length and distance together are at most 48 bits.
(func $write_match (param $length i32) (param $distance i32)
  (local $bits i64) (local $count i32) (local $entry i32) (local $code i32) (local $symbol i32)
  (local.set $bits (global.get $bits))
  (local.set $count (global.get $count))
  ;; The length's symbol; the bits behind it, and how many
  (local.set $entry (i32.load offset={LENGTHS} (i32.shl (local.get $length) (i32.const 2))))
  (local.set $code (i32.load offset={CODES} (i32.shl (i32.and (local.get $entry) (i32.const 0x1ff)) (i32.const 2))))
  (local.set $bits (i64.or (local.get $bits)
    (i64.shl (i64.extend_i32_u (i32.and (local.get $code) (i32.const 0xffff))) (i64.extend_i32_u (local.get $count)))))
  (local.set $count (i32.add (local.get $count) (i32.shr_u (local.get $code) (i32.const 16))))
  (local.set $bits (i64.or (local.get $bits)
    (i64.shl (i64.extend_i32_u (i32.shr_u (local.get $entry) (i32.const 16))) (i64.extend_i32_u (local.get $count)))))
  (local.set $count (i32.add (local.get $count) (i32.and (i32.shr_u (local.get $entry) (i32.const 9)) (i32.const 7))))
  ;; The distance's, behind whose symbol stand its lower bits
  (local.set $symbol (call $distance_symbol (local.get $distance)))
  (local.set $code (i32.load offset={DISTANCE_CODES} (i32.shl (local.get $symbol) (i32.const 2))))
  (local.set $bits (i64.or (local.get $bits)
    (i64.shl (i64.extend_i32_u (i32.and (local.get $code) (i32.const 0xffff))) (i64.extend_i32_u (local.get $count)))))
  (local.set $count (i32.add (local.get $count) (i32.shr_u (local.get $code) (i32.const 16))))
  (if (i32.ge_u (local.get $symbol) (i32.const 4))
    (then
      (local.set $symbol (i32.sub (i32.shr_u (local.get $symbol) (i32.const 1)) (i32.const 1)))
      (local.set $bits (i64.or (local.get $bits)
        (i64.shl
          (i64.extend_i32_u (i32.and (local.get $distance)
            (i32.sub (i32.shl (i32.const 1) (local.get $symbol)) (i32.const 1))))
          (i64.extend_i32_u (local.get $count)))))
      (local.set $count (i32.add (local.get $count) (local.get $symbol)))))
  (i64.store align=1 (global.get $out) (local.get $bits))
  (global.set $out (i32.add (global.get $out) (i32.shr_u (local.get $count) (i32.const 3))))
  (global.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (i32.and (local.get $count) (i32.const 0x78)))))
  (global.set $count (i32.and (local.get $count) (i32.const 7))))
