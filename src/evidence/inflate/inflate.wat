;; Hot, see `npm run bench` and docs/performance.md.
;; Deflate (RFC 1951) into memory that stays where it is. Only the plain way is here: whatever is wrong ends with 0, and zlib,
;; which reads the same bytes then, says what. Whoever calls checks length and checksum.

(memory (export "memory") {PAGES})

;; The bits that were taken in and not used, and how many they are; where the next come from.
(global $bits (mut i64) (i64.const 0))
(global $left (mut i32) (i32.const 0))
(global $in (mut i32) (i32.const 0))
(func (export "position") (result i32) (global.get $in))

;; At least 56 bits in $bits. The input may be read some bytes behind its end; that it was is found out once a block.
(func $refill
  (global.set $bits (i64.or (global.get $bits)
    (i64.shl (i64.load (global.get $in)) (i64.extend_i32_u (global.get $left)))))
  (global.set $in (i32.add (global.get $in) (i32.shr_u (i32.sub (i32.const 63) (global.get $left)) (i32.const 3))))
  (global.set $left (i32.or (global.get $left) (i32.const 56))))

(func $take (param $count i32) (result i32)
  (local $value i32)
  (local.set $value (i32.and (i32.wrap_i64 (global.get $bits))
    (i32.sub (i32.shl (i32.const 1) (local.get $count)) (i32.const 1))))
  (global.set $bits (i64.shr_u (global.get $bits) (i64.extend_i32_u (local.get $count))))
  (global.set $left (i32.sub (global.get $left) (local.get $count)))
  (local.get $value))

;; Inflates the stream between two positions of the input to $out, up to $limit. Gives the end of the output, 0 where it is not
;; plain; `position` says where the stream ended.
(func (export "inflate") (param $in i32) (param $end i32) (param $out i32) (param $limit i32) (result i32)
  (local $start i32) (local $last i32) (local $kind i32)
  (local.set $start (local.get $out))
  (global.set $in (local.get $in))
  (global.set $bits (i64.const 0))
  (global.set $left (i32.const 0))
  (loop $block
    (call $refill)
    (local.set $last (call $take (i32.const 1)))
    (local.set $kind (call $take (i32.const 2)))
    (if (i32.eqz (local.get $kind))
      (then (local.set $out (call $copy_stored (local.get $end) (local.get $out) (local.get $limit))))
      (else
        (if (i32.eqz (if (result i32) (i32.eq (local.get $kind) (i32.const 1))
              (then (call $use_fixed_codes))
              (else (if (result i32) (i32.eq (local.get $kind) (i32.const 2))
                (then (call $read_codes)) (else (i32.const 0))))))
          (then (return (i32.const 0))))
        (local.set $out (call $inflate_block (local.get $start) (local.get $out) (local.get $limit)))))
    (if (i32.eqz (local.get $out)) (then (return (i32.const 0))))
    ;; More was used than there is.
    (if (i32.gt_u (i32.sub (global.get $in) (i32.shr_u (global.get $left) (i32.const 3))) (local.get $end))
      (then (return (i32.const 0))))
    (br_if $block (i32.eqz (local.get $last))))
  (global.set $in (i32.sub (global.get $in) (i32.shr_u (global.get $left) (i32.const 3))))
  (local.get $out))

;; Bytes as they are, from the next whole byte on.
(func $copy_stored (param $end i32) (param $out i32) (param $limit i32) (result i32)
  (local $in i32) (local $bytes i32)
  (local.set $in (i32.sub (global.get $in) (i32.shr_u (global.get $left) (i32.const 3))))
  (global.set $bits (i64.const 0))
  (global.set $left (i32.const 0))
  (local.set $bytes (i32.load16_u (local.get $in)))
  (if (i32.ne (i32.xor (local.get $bytes) (i32.load16_u offset=2 (local.get $in))) (i32.const 0xffff))
    (then (return (i32.const 0))))
  (local.set $in (i32.add (local.get $in) (i32.const 4)))
  (if (i32.or (i32.gt_u (i32.add (local.get $in) (local.get $bytes)) (local.get $end))
              (i32.gt_u (i32.add (local.get $out) (local.get $bytes)) (local.get $limit)))
    (then (return (i32.const 0))))
  (memory.copy (local.get $out) (local.get $in) (local.get $bytes))
  (global.set $in (i32.add (local.get $in) (local.get $bytes)))
  (i32.add (local.get $out) (local.get $bytes)))

;; A table's entry: 0x80000000 a literal, else 0x8000 something other than a length or distance (0x4000 a second table, 0x2000
;; the end of the block). Bits 16 and up: the literal, the base, or the second table's place. Bits 8 to 11: the length of
;; the code (of a second table: how many bits choose in it). Bits 0 to 5: the bits that it uses in all.
(func $inflate_block (param $start i32) (param $out i32) (param $limit i32) (result i32)
  (local $bits i64) (local $saved i64) (local $left i32) (local $in i32) (local $entry i32)
  (local $length i32) (local $distance i32) (local $from i32) (local $end i32) (local $word i64)
  (local.set $bits (global.get $bits))
  (local.set $left (global.get $left))
  (local.set $in (global.get $in))
  (block $wrong
    (loop $symbol
      (br_if $wrong (i32.gt_u (local.get $out) (local.get $limit)))
      (local.set $bits (i64.or (local.get $bits)
        (i64.shl (i64.load (local.get $in)) (i64.extend_i32_u (local.get $left)))))
      (local.set $in (i32.add (local.get $in) (i32.shr_u (i32.sub (i32.const 63) (local.get $left)) (i32.const 3))))
      (local.set $left (i32.or (local.get $left) (i32.const 56)))
      (local.set $entry (i32.load offset={LITERALS} (i32.shl
        (i32.and (i32.wrap_i64 (local.get $bits)) (i32.const 0x7ff)) (i32.const 2))))
      ;; Three literals of at most 11 bits leave enough for a length.
      (if (i32.lt_s (local.get $entry) (i32.const 0))
        (then
          (local.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (local.get $entry))))
          (local.set $left (i32.sub (local.get $left) (i32.and (local.get $entry) (i32.const 63))))
          (i32.store8 (local.get $out) (i32.shr_u (local.get $entry) (i32.const 16)))
          (local.set $out (i32.add (local.get $out) (i32.const 1)))
          (local.set $entry (i32.load offset={LITERALS} (i32.shl
            (i32.and (i32.wrap_i64 (local.get $bits)) (i32.const 0x7ff)) (i32.const 2))))
          (if (i32.lt_s (local.get $entry) (i32.const 0))
            (then
              (local.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (local.get $entry))))
              (local.set $left (i32.sub (local.get $left) (i32.and (local.get $entry) (i32.const 63))))
              (i32.store8 (local.get $out) (i32.shr_u (local.get $entry) (i32.const 16)))
              (local.set $out (i32.add (local.get $out) (i32.const 1)))
              (local.set $entry (i32.load offset={LITERALS} (i32.shl
                (i32.and (i32.wrap_i64 (local.get $bits)) (i32.const 0x7ff)) (i32.const 2))))
              (if (i32.lt_s (local.get $entry) (i32.const 0))
                (then
                  (local.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (local.get $entry))))
                  (local.set $left (i32.sub (local.get $left) (i32.and (local.get $entry) (i32.const 63))))
                  (i32.store8 (local.get $out) (i32.shr_u (local.get $entry) (i32.const 16)))
                  (local.set $out (i32.add (local.get $out) (i32.const 1)))
                  (br $symbol)))))))
      (if (i32.and (local.get $entry) (i32.const 0x8000))
        (then
          (if (i32.and (local.get $entry) (i32.const 0x4000))
            (then
              (local.set $bits (i64.shr_u (local.get $bits) (i64.const 11)))
              (local.set $left (i32.sub (local.get $left) (i32.const 11)))
              (local.set $entry (i32.load offset={LITERALS} (i32.shl
                (i32.add (i32.and (i32.shr_u (local.get $entry) (i32.const 16)) (i32.const 0xfff))
                  (i32.and (i32.wrap_i64 (local.get $bits))
                    (i32.sub (i32.shl (i32.const 1) (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 15)))
                             (i32.const 1))))
                (i32.const 2))))
              (if (i32.lt_s (local.get $entry) (i32.const 0))
                (then
                  (local.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (local.get $entry))))
                  (local.set $left (i32.sub (local.get $left) (i32.and (local.get $entry) (i32.const 63))))
                  (i32.store8 (local.get $out) (i32.shr_u (local.get $entry) (i32.const 16)))
                  (local.set $out (i32.add (local.get $out) (i32.const 1)))
                  (br $symbol)))))
          (if (i32.and (local.get $entry) (i32.const 0x8000))
            (then
              (br_if $wrong (i32.eqz (i32.and (local.get $entry) (i32.const 0x2000))))
              (global.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (local.get $entry))))
              (global.set $left (i32.sub (local.get $left) (i32.and (local.get $entry) (i32.const 63))))
              (global.set $in (local.get $in))
              (return (local.get $out))))))
      ;; A code that does not exist has an entry of 0, and so uses no bits.
      (br_if $wrong (i32.eqz (local.get $entry)))
      (local.set $saved (local.get $bits))
      (local.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (local.get $entry))))
      (local.set $left (i32.sub (local.get $left) (i32.and (local.get $entry) (i32.const 63))))
      (local.set $length (i32.add (i32.shr_u (local.get $entry) (i32.const 16))
        (i32.wrap_i64 (i64.shr_u
          (i64.and (local.get $saved)
            (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $entry))) (i64.const 1)))
          (i64.extend_i32_u (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 15)))))))
      (local.set $bits (i64.or (local.get $bits)
        (i64.shl (i64.load (local.get $in)) (i64.extend_i32_u (local.get $left)))))
      (local.set $in (i32.add (local.get $in) (i32.shr_u (i32.sub (i32.const 63) (local.get $left)) (i32.const 3))))
      (local.set $left (i32.or (local.get $left) (i32.const 56)))
      (local.set $entry (i32.load offset={DISTANCES} (i32.shl
        (i32.and (i32.wrap_i64 (local.get $bits)) (i32.const 0xff)) (i32.const 2))))
      (if (i32.and (local.get $entry) (i32.const 0x8000))
        (then
          (local.set $bits (i64.shr_u (local.get $bits) (i64.const 8)))
          (local.set $left (i32.sub (local.get $left) (i32.const 8)))
          (local.set $entry (i32.load offset={DISTANCES} (i32.shl
            (i32.add (i32.shr_u (local.get $entry) (i32.const 16))
              (i32.and (i32.wrap_i64 (local.get $bits))
                (i32.sub (i32.shl (i32.const 1) (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 15)))
                         (i32.const 1))))
            (i32.const 2))))))
      (local.set $saved (local.get $bits))
      (local.set $bits (i64.shr_u (local.get $bits) (i64.extend_i32_u (local.get $entry))))
      (local.set $left (i32.sub (local.get $left) (i32.and (local.get $entry) (i32.const 63))))
      (local.set $distance (i32.add (i32.shr_u (local.get $entry) (i32.const 16))
        (i32.wrap_i64 (i64.shr_u
          (i64.and (local.get $saved)
            (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $entry))) (i64.const 1)))
          (i64.extend_i32_u (i32.and (i32.shr_u (local.get $entry) (i32.const 8)) (i32.const 15)))))))
      ;; 0, of a code that does not exist, or more than there is
      (br_if $wrong (i32.ge_u (i32.sub (local.get $distance) (i32.const 1)) (i32.sub (local.get $out) (local.get $start))))
      (local.set $from (i32.sub (local.get $out) (local.get $distance)))
      (local.set $end (i32.add (local.get $out) (local.get $length)))
      (if (i32.ge_u (local.get $distance) (i32.const 16))
        (then
          ;; Up to 15 bytes too many, which the next symbols overwrite.
          (loop $copy
            (v128.store align=1 (local.get $out) (v128.load align=1 (local.get $from)))
            (local.set $out (i32.add (local.get $out) (i32.const 16)))
            (local.set $from (i32.add (local.get $from) (i32.const 16)))
            (br_if $copy (i32.lt_u (local.get $out) (local.get $end)))))
        (else
          (if (i32.ge_u (local.get $distance) (i32.const 8))
            (then
              (loop $copy
                (i64.store align=1 (local.get $out) (i64.load align=1 (local.get $from)))
                (local.set $out (i32.add (local.get $out) (i32.const 8)))
                (local.set $from (i32.add (local.get $from) (i32.const 8)))
                (br_if $copy (i32.lt_u (local.get $out) (local.get $end)))))
            (else
              (loop $copy
                (i32.store8 (local.get $out) (i32.load8_u (local.get $from)))
                (local.set $out (i32.add (local.get $out) (i32.const 1)))
                (local.set $from (i32.add (local.get $from) (i32.const 1)))
                (br_if $copy (i32.lt_u (local.get $out) (local.get $end))))))))
      (local.set $out (local.get $end))
      (br $symbol)))
  (i32.const 0))

(func $use_fixed_codes (result i32)
  (memory.fill (i32.const {LENGTHS}) (i32.const 8) (i32.const 144))
  (memory.fill (i32.add (i32.const {LENGTHS}) (i32.const 144)) (i32.const 9) (i32.const 112))
  (memory.fill (i32.add (i32.const {LENGTHS}) (i32.const 256)) (i32.const 7) (i32.const 24))
  (memory.fill (i32.add (i32.const {LENGTHS}) (i32.const 280)) (i32.const 8) (i32.const 8))
  (memory.fill (i32.add (i32.const {LENGTHS}) (i32.const 288)) (i32.const 5) (i32.const 32))
  (call $build_both (i32.const 288) (i32.const 32)))

(func $build_both (param $literals i32) (param $distances i32) (result i32)
  (if (i32.eqz (call $build (i32.const {LENGTHS}) (local.get $literals)
        (i32.const {LITERAL_SYMBOLS}) (i32.const {LITERALS}) (i32.const 11)))
    (then (return (i32.const 0))))
  (call $build (i32.add (i32.const {LENGTHS}) (local.get $literals)) (local.get $distances)
    (i32.const {DISTANCE_SYMBOLS}) (i32.const {DISTANCES}) (i32.const 8)))

;; The codes of a block, which are themselves coded.
(func $read_codes (result i32)
  (local $literals i32) (local $distances i32) (local $count i32) (local $i i32) (local $all i32) (local $entry i32)
  (local $symbol i32) (local $repeat i32) (local $value i32)
  (call $refill)
  (local.set $literals (i32.add (call $take (i32.const 5)) (i32.const 257)))
  (local.set $distances (i32.add (call $take (i32.const 5)) (i32.const 1)))
  (local.set $count (i32.add (call $take (i32.const 4)) (i32.const 4)))
  (if (i32.or (i32.gt_u (local.get $literals) (i32.const 286)) (i32.gt_u (local.get $distances) (i32.const 30)))
    (then (return (i32.const 0))))
  (memory.fill (i32.const {LENGTHS}) (i32.const 0) (i32.const 19))
  (loop $next
    (call $refill)
    (i32.store8 (i32.add (i32.const {LENGTHS}) (i32.load8_u (i32.add (i32.const {ORDER}) (local.get $i))))
                (call $take (i32.const 3)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $i) (local.get $count))))
  (if (i32.eqz (call $build (i32.const {LENGTHS}) (i32.const 19)
        (i32.const {PLAIN_SYMBOLS}) (i32.const {CODE_LENGTHS}) (i32.const 7)))
    (then (return (i32.const 0))))
  (local.set $all (i32.add (local.get $literals) (local.get $distances)))
  (local.set $i (i32.const 0))
  (loop $next
    (call $refill)
    (local.set $entry (i32.load offset={CODE_LENGTHS} (i32.shl
      (i32.and (i32.wrap_i64 (global.get $bits)) (i32.const 0x7f)) (i32.const 2))))
    (if (i32.eqz (local.get $entry)) (then (return (i32.const 0))))
    (drop (call $take (i32.and (local.get $entry) (i32.const 63))))
    (local.set $symbol (i32.shr_u (local.get $entry) (i32.const 16)))
    (if (i32.lt_u (local.get $symbol) (i32.const 16))
      (then
        (i32.store8 (i32.add (i32.const {LENGTHS}) (local.get $i)) (local.get $symbol))
        (local.set $i (i32.add (local.get $i) (i32.const 1))))
      (else
        (local.set $value (i32.const 0))
        (if (i32.eq (local.get $symbol) (i32.const 16))
          (then
            (if (i32.eqz (local.get $i)) (then (return (i32.const 0))))
            (local.set $value (i32.load8_u (i32.sub (i32.add (i32.const {LENGTHS}) (local.get $i)) (i32.const 1))))
            (local.set $repeat (i32.add (call $take (i32.const 2)) (i32.const 3))))
          (else (if (i32.eq (local.get $symbol) (i32.const 17))
            (then (local.set $repeat (i32.add (call $take (i32.const 3)) (i32.const 3))))
            (else (local.set $repeat (i32.add (call $take (i32.const 7)) (i32.const 11)))))))
        (if (i32.gt_u (i32.add (local.get $i) (local.get $repeat)) (local.get $all)) (then (return (i32.const 0))))
        (memory.fill (i32.add (i32.const {LENGTHS}) (local.get $i)) (local.get $value) (local.get $repeat))
        (local.set $i (i32.add (local.get $i) (local.get $repeat)))))
    (br_if $next (i32.lt_u (local.get $i) (local.get $all))))
  ;; A block that cannot end
  (if (i32.eqz (i32.load8_u offset=256 (i32.const {LENGTHS}))) (then (return (i32.const 0))))
  (call $build_both (local.get $literals) (local.get $distances)))

;; The table of a code from the lengths of its symbols' codes: codes of up to $width bits are looked up at once, longer ones in
;; second tables behind. $symbols says what goes into a symbol's entry. 0 where there is no such code; codes with nothing or
;; one symbol of one bit are allowed to be incomplete.
(func $build (param $lengths i32) (param $count i32) (param $symbols i32) (param $table i32) (param $width i32) (result i32)
  (local $i i32) (local $length i32) (local $at i32) (local $space i32) (local $used i32) (local $code i32)
  (local $entry i32) (local $step i32) (local $size i32) (local $prefix i32) (local $second i32) (local $second_width i32)
  (local $free i32) (local $mask i32) (local $left i32)
  ;; How many codes of each length
  (memory.fill (i32.const {COUNTS}) (i32.const 0) (i32.const 64))
  (loop $next
    (local.set $at (i32.add (i32.const {COUNTS})
      (i32.shl (i32.load8_u (i32.add (local.get $lengths) (local.get $i))) (i32.const 2))))
    (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $i) (local.get $count))))
  (local.set $used (i32.sub (local.get $count) (i32.load (i32.const {COUNTS}))))
  ;; Where the symbols of each length begin among all in order, and how much of all codes they take
  (local.set $length (i32.const 1))
  (i32.store offset=4 (i32.const {STARTS}) (i32.const 0))
  (loop $next
    (local.set $at (i32.shl (local.get $length) (i32.const 2)))
    (local.set $space (i32.add (local.get $space)
      (i32.shl (i32.load offset={COUNTS} (local.get $at)) (i32.sub (i32.const 15) (local.get $length)))))
    (i32.store offset={STARTS_NEXT} (local.get $at)
      (i32.add (i32.load offset={STARTS} (local.get $at)) (i32.load offset={COUNTS} (local.get $at))))
    (local.set $length (i32.add (local.get $length) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $length) (i32.const 16))))
  (if (i32.gt_u (local.get $space) (i32.const 0x8000)) (then (return (i32.const 0))))
  (if (i32.lt_u (local.get $space) (i32.const 0x8000))
    (then
      (if (i32.eqz (i32.or (i32.eqz (local.get $used))
            (i32.and (i32.eq (local.get $used) (i32.const 1)) (i32.eq (local.get $space) (i32.const 0x4000)))))
        (then (return (i32.const 0))))))
  ;; The symbols in the order of their codes
  (local.set $i (i32.const 0))
  (loop $next
    (local.set $length (i32.load8_u (i32.add (local.get $lengths) (local.get $i))))
    (if (local.get $length)
      (then
        (local.set $at (i32.add (i32.const {STARTS}) (i32.shl (local.get $length) (i32.const 2))))
        (i32.store16 offset={SORTED} (i32.shl (i32.load (local.get $at)) (i32.const 1)) (local.get $i))
        (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1)))))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $i) (local.get $count))))
  ;; Codes are read from their low bit on, so the first bit of a code is the low bit of its place.
  (local.set $size (i32.shl (i32.const 1) (local.get $width)))
  (local.set $mask (i32.sub (local.get $size) (i32.const 1)))
  (memory.fill (local.get $table) (i32.const 0) (i32.shl (local.get $size) (i32.const 2)))
  (local.set $free (local.get $size))
  (local.set $prefix (i32.const -1))
  (local.set $i (i32.const 0))
  (if (i32.eqz (local.get $used)) (then (return (i32.const 1))))
  (loop $next
    (local.set $length (i32.load8_u (i32.add (local.get $lengths)
      (i32.load16_u offset={SORTED} (i32.shl (local.get $i) (i32.const 1))))))
    (local.set $entry (i32.load (i32.add (local.get $symbols)
      (i32.shl (i32.load16_u offset={SORTED} (i32.shl (local.get $i) (i32.const 1))) (i32.const 2)))))
    (if (i32.le_u (local.get $length) (local.get $width))
      (then
        (local.set $entry (i32.add (local.get $entry) (i32.mul (local.get $length) (i32.const 0x101))))
        (local.set $step (i32.shl (i32.const 4) (local.get $length)))
        (local.set $at (i32.add (local.get $table) (i32.shl (local.get $code) (i32.const 2))))
        (local.set $second (i32.add (local.get $table) (i32.shl (local.get $size) (i32.const 2))))
        (loop $fill
          (i32.store (local.get $at) (local.get $entry))
          (local.set $at (i32.add (local.get $at) (local.get $step)))
          (br_if $fill (i32.lt_u (local.get $at) (local.get $second)))))
      (else
        (if (i32.ne (i32.and (local.get $code) (local.get $mask)) (local.get $prefix))
          (then
            ;; A second table: as wide as the codes that begin like this one need.
            (local.set $prefix (i32.and (local.get $code) (local.get $mask)))
            (local.set $second_width (i32.sub (local.get $length) (local.get $width)))
            ;; STARTS of a length is now where the next length begins.
            (local.set $left (i32.sub (i32.load offset={STARTS} (i32.shl (local.get $length) (i32.const 2))) (local.get $i)))
            (block $wide
              (loop $wider
                (br_if $wide (i32.ge_u (local.get $left) (i32.shl (i32.const 1) (local.get $second_width))))
                (local.set $second_width (i32.add (local.get $second_width) (i32.const 1)))
                (br_if $wide (i32.gt_u (i32.add (local.get $width) (local.get $second_width)) (i32.const 15)))
                (local.set $left (i32.add (i32.shl (local.get $left) (i32.const 1))
                  (i32.load offset={COUNTS} (i32.shl (i32.add (local.get $width) (local.get $second_width)) (i32.const 2)))))
                (br $wider)))
            (local.set $second (local.get $free))
            (local.set $free (i32.add (local.get $free) (i32.shl (i32.const 1) (local.get $second_width))))
            (i32.store (i32.add (local.get $table) (i32.shl (local.get $prefix) (i32.const 2)))
              (i32.or (i32.const 0xc000) (i32.or (i32.shl (local.get $second) (i32.const 16))
                (i32.or (i32.shl (local.get $second_width) (i32.const 8)) (local.get $width)))))))
        (local.set $entry (i32.add (local.get $entry)
          (i32.mul (i32.sub (local.get $length) (local.get $width)) (i32.const 0x101))))
        (local.set $step (i32.shl (i32.const 4) (i32.sub (local.get $length) (local.get $width))))
        (local.set $at (i32.add (local.get $table) (i32.shl
          (i32.add (local.get $second) (i32.shr_u (local.get $code) (local.get $width))) (i32.const 2))))
        (loop $fill
          (i32.store (local.get $at) (local.get $entry))
          (local.set $at (i32.add (local.get $at) (local.get $step)))
          (br_if $fill (i32.lt_u (local.get $at) (i32.add (local.get $table) (i32.shl (local.get $free) (i32.const 2))))))))
    ;; The next code: one more, its bits being turned round.
    (local.set $step (i32.shl (i32.const 1) (i32.sub (local.get $length) (i32.const 1))))
    (block $added
      (loop $carry
        (br_if $added (i32.eqz (i32.and (local.get $code) (local.get $step))))
        (local.set $code (i32.xor (local.get $code) (local.get $step)))
        (local.set $step (i32.shr_u (local.get $step) (i32.const 1)))
        (br_if $carry (local.get $step))))
    (local.set $code (i32.or (local.get $code) (local.get $step)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $i) (local.get $used))))
  (i32.const 1))
