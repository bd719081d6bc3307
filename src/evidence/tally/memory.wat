;; Hot, see `npm run bench` and docs/performance.md.
;; Memory that grows, sets of rows, and texts by code. Nothing is freed singly: `reset` empties everything for the next batch.

(memory (export "memory") 768)
(global $free (mut i32) (i32.const 0))

;; Bytes that nobody else has, at a multiple of 16, of any content. Traps where the machine has no more.
(func $alloc (export "alloc") (param $bytes i32) (result i32)
  (local $at i32) (local $end i32) (local $have i32)
  (local.set $at (global.get $free))
  (local.set $end (i32.and (i32.add (i32.add (local.get $at) (local.get $bytes)) (i32.const 15)) (i32.const -16)))
  (if (i32.lt_u (local.get $end) (local.get $at)) (then (unreachable)))
  (global.set $free (local.get $end))
  (local.set $have (memory.size))
  ;; A block loads 16 bytes at a time, so one page more than is asked for.
  (local.set $end (i32.add (i32.shr_u (local.get $end) (i32.const 16)) (i32.const 2)))
  (if (i32.gt_u (local.get $end) (local.get $have))
    (then
      (if (i32.eq (memory.grow (i32.sub (local.get $end) (local.get $have))) (i32.const -1)) (then (unreachable)))))
  (local.get $at))

;; A copy with twice the room.
(func $doubled (param $from i32) (param $bytes i32) (result i32)
  (local $to i32)
  (local.set $to (call $alloc (i32.shl (local.get $bytes) (i32.const 1))))
  (memory.copy (local.get $to) (local.get $from) (local.get $bytes))
  (local.get $to))

(func $is_same (param $a i32) (param $b i32) (param $bytes i32) (result i32)
  (local $rest i32)
  (local.set $rest (local.get $bytes))
  (loop $block
    (if (i32.ge_u (local.get $rest) (i32.const 16))
      (then
        (if (v128.any_true (v128.xor (v128.load (local.get $a)) (v128.load (local.get $b)))) (then (return (i32.const 0))))
        (local.set $a (i32.add (local.get $a) (i32.const 16)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (local.set $rest (i32.sub (local.get $rest) (i32.const 16)))
        (br $block))))
  ;; Of the last block, the low bits; what lies behind is anything.
  (i32.eqz (i32.and
    (i32.xor (i8x16.bitmask (i8x16.eq (v128.load (local.get $a)) (v128.load (local.get $b)))) (i32.const 0xffff))
    (i32.sub (i32.shl (i32.const 1) (local.get $rest)) (i32.const 1)))))

;; lib/hash.ts: these three give the same numbers, which are kept in cases.
(func $mix (param $h i32) (result i32)
  (local.set $h (i32.mul (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 16))) (i32.const 0x85ebca6b)))
  (local.set $h (i32.mul (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 13))) (i32.const 0xc2b2ae35)))
  (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 16))))

(func $add_word (param $hash i32) (param $word i32) (result i32)
  (local.set $word (i32.mul (local.get $word) (i32.const 0xcc9e2d51)))
  (local.set $hash (i32.xor (local.get $hash)
    (i32.mul (i32.rotl (local.get $word) (i32.const 15)) (i32.const 0x1b873593))))
  (i32.add (i32.mul (i32.rotl (local.get $hash) (i32.const 13)) (i32.const 5)) (i32.const 0xe6546b64)))

(func $hash_bytes (param $at i32) (param $bytes i32) (result i32)
  (local $hash i32) (local $tail i32) (local $rest i32)
  (local.set $rest (local.get $bytes))
  (loop $word
    (if (i32.ge_u (local.get $rest) (i32.const 4))
      (then
        (local.set $hash (call $add_word (local.get $hash) (i32.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $rest (i32.sub (local.get $rest) (i32.const 4)))
        (br $word))))
  (local.set $tail (local.get $bytes))
  (loop $byte
    (if (local.get $rest)
      (then
        (local.set $tail (i32.xor (i32.shl (local.get $tail) (i32.const 8)) (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $rest (i32.sub (local.get $rest) (i32.const 1)))
        (br $byte))))
  (call $mix (call $add_word (local.get $hash) (local.get $tail))))

;; Hashes of this module's own tables: nobody outside sees them.
(func $stir (param $hash i64) (param $word i64) (result i64)
  (i64.mul (i64.xor (i64.rotl (local.get $hash) (i64.const 23)) (local.get $word)) (i64.const 0x9e3779b97f4a7c15)))

(func $settle (param $hash i64) (result i32)
  (i32.wrap_i64 (i64.shr_u
    (i64.mul (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))) (i64.const 0x9e3779b97f4a7c15))
    (i64.const 32))))

;; A row set: rows of fixed size that begin with a key of some units of 8 bytes, numbered as they come. At $set: units, bytes
;; in a row, rows, mask of the slots, slots (row + 1, 0 for free, at most half of them used), rows, room for rows.

(func $new_set (param $set i32) (param $units i32) (param $stride i32) (param $room i32)
  (local $slots i32)
  (local.set $slots (i32.shl (local.get $room) (i32.const 1)))
  (i32.store (local.get $set) (local.get $units))
  (i32.store offset=4 (local.get $set) (local.get $stride))
  (i32.store offset=8 (local.get $set) (i32.const 0))
  (i32.store offset=12 (local.get $set) (i32.sub (local.get $slots) (i32.const 1)))
  (i32.store offset=16 (local.get $set) (call $alloc (i32.shl (local.get $slots) (i32.const 2))))
  (memory.fill (i32.load offset=16 (local.get $set)) (i32.const 0) (i32.shl (local.get $slots) (i32.const 2)))
  (i32.store offset=20 (local.get $set) (call $alloc (i32.mul (local.get $room) (local.get $stride))))
  (i32.store offset=24 (local.get $set) (local.get $room)))

(func $hash_key (param $key i32) (param $units i32) (result i32)
  (local $hash i64)
  (loop $unit
    (local.set $hash (call $stir (local.get $hash) (i64.load (local.get $key))))
    (local.set $key (i32.add (local.get $key) (i32.const 8)))
    (br_if $unit (local.tee $units (i32.sub (local.get $units) (i32.const 1)))))
  (call $settle (local.get $hash)))

;; Where the row with a key lies. Its number is in $row; one that was not there is $is_new, and has zeros behind its key.
(global $row (mut i32) (i32.const 0))
(global $is_new (mut i32) (i32.const 0))
(func $row_of (param $set i32) (param $key i32) (result i32)
  (local $slots i32) (local $mask i32) (local $slot i32) (local $row i32) (local $at i32) (local $bytes i32)
  (local.set $bytes (i32.shl (i32.load (local.get $set)) (i32.const 3)))
  (local.set $slots (i32.load offset=16 (local.get $set)))
  (local.set $mask (i32.load offset=12 (local.get $set)))
  (local.set $slot (i32.and (call $hash_key (local.get $key) (i32.load (local.get $set))) (local.get $mask)))
  (loop $probe
    (local.set $row (i32.load (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 2)))))
    (if (local.get $row)
      (then
        (local.set $at (i32.add (i32.load offset=20 (local.get $set))
          (i32.mul (i32.sub (local.get $row) (i32.const 1)) (i32.load offset=4 (local.get $set)))))
        (if (call $is_same (local.get $at) (local.get $key) (local.get $bytes))
          (then
            (global.set $row (i32.sub (local.get $row) (i32.const 1)))
            (global.set $is_new (i32.const 0))
            (return (local.get $at))))
        (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (local.get $mask)))
        (br $probe))))
  (global.set $row (i32.load offset=8 (local.get $set)))
  (i32.store (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 2)))
             (i32.add (global.get $row) (i32.const 1)))
  (i32.store offset=8 (local.get $set) (i32.add (global.get $row) (i32.const 1)))
  (global.set $is_new (i32.const 1))
  (local.set $at (i32.add (i32.load offset=20 (local.get $set))
    (i32.mul (global.get $row) (i32.load offset=4 (local.get $set)))))
  (memory.fill (local.get $at) (i32.const 0) (i32.load offset=4 (local.get $set)))
  (memory.copy (local.get $at) (local.get $key) (local.get $bytes))
  (if (i32.ne (i32.add (global.get $row) (i32.const 1)) (i32.load offset=24 (local.get $set)))
    (then (return (local.get $at))))
  (call $grow_set (local.get $set))
  (i32.add (i32.load offset=20 (local.get $set))
    (i32.mul (global.get $row) (i32.load offset=4 (local.get $set)))))

;; Twice the room.
(func $grow_set (param $set i32)
  (local $slots i32) (local $mask i32) (local $row i32) (local $slot i32) (local $stride i32) (local $rows i32)
  (local.set $stride (i32.load offset=4 (local.get $set)))
  (local.set $rows (call $doubled (i32.load offset=20 (local.get $set))
    (i32.mul (i32.load offset=24 (local.get $set)) (local.get $stride))))
  (i32.store offset=20 (local.get $set) (local.get $rows))
  (i32.store offset=24 (local.get $set) (i32.shl (i32.load offset=24 (local.get $set)) (i32.const 1)))
  (local.set $mask (i32.or (i32.shl (i32.load offset=12 (local.get $set)) (i32.const 1)) (i32.const 1)))
  (local.set $slots (call $alloc (i32.shl (i32.add (local.get $mask) (i32.const 1)) (i32.const 2))))
  (memory.fill (local.get $slots) (i32.const 0) (i32.shl (i32.add (local.get $mask) (i32.const 1)) (i32.const 2)))
  (i32.store offset=12 (local.get $set) (local.get $mask))
  (i32.store offset=16 (local.get $set) (local.get $slots))
  (local.set $row (i32.const 0))
  (loop $next
    (if (i32.lt_u (local.get $row) (i32.load offset=8 (local.get $set)))
      (then
        (local.set $slot (i32.and (local.get $mask)
          (call $hash_key (i32.add (local.get $rows) (i32.mul (local.get $row) (local.get $stride)))
                          (i32.load (local.get $set)))))
        (loop $probe
          (if (i32.load (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 2))))
            (then
              (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (local.get $mask)))
              (br $probe))))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (i32.store (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 2))) (local.get $row))
        (br $next)))))

;; Texts by code from 1, one after another; the empty text is 0.
(global $texts (mut i32) (i32.const 0))
(global $texts_room (mut i32) (i32.const 0))
(global $texts_used (mut i32) (i32.const 0))
(global $ends (mut i32) (i32.const 0))
(global $text_count (mut i32) (i32.const 0))
(global $text_room (mut i32) (i32.const 0))
(global $text_slots (mut i32) (i32.const 0))
(func (export "texts") (result i32) (global.get $texts))
(func (export "textBytes") (result i32) (global.get $texts_used))
(func (export "textEnds") (result i32) (global.get $ends))
(func (export "textCount") (result i32) (global.get $text_count))

(func $new_texts
  (global.set $texts_room (i32.const 65536))
  (global.set $texts (call $alloc (global.get $texts_room)))
  (global.set $texts_used (i32.const 0))
  (global.set $text_count (i32.const 0))
  (global.set $text_room (i32.const 2048))
  (global.set $ends (call $alloc (i32.shl (global.get $text_room) (i32.const 2))))
  (call $new_text_slots))

(func $new_text_slots
  (global.set $text_slots (call $alloc (i32.shl (global.get $text_room) (i32.const 3))))
  (memory.fill (global.get $text_slots) (i32.const 0) (i32.shl (global.get $text_room) (i32.const 3))))

(func $hash_text (param $at i32) (param $bytes i32) (result i32)
  (local $hash i64) (local $rest i32)
  (local.set $hash (i64.extend_i32_u (local.get $bytes)))
  (local.set $rest (local.get $bytes))
  (loop $word
    (if (i32.ge_u (local.get $rest) (i32.const 8))
      (then
        (local.set $hash (call $stir (local.get $hash) (i64.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $rest (i32.sub (local.get $rest) (i32.const 8)))
        (br $word))))
  (call $settle (call $stir (local.get $hash) (i64.and (i64.load (local.get $at))
    (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $rest) (i32.const 3)))) (i64.const 1))))))

(func $text_start (param $code i32) (result i32)
  (if (i32.eq (local.get $code) (i32.const 1)) (then (return (i32.const 0))))
  (i32.load (i32.add (global.get $ends) (i32.shl (i32.sub (local.get $code) (i32.const 2)) (i32.const 2)))))

(func $text_end (param $code i32) (result i32)
  (i32.load (i32.add (global.get $ends) (i32.shl (i32.sub (local.get $code) (i32.const 1)) (i32.const 2)))))

(func $code_of (export "codeOf") (param $at i32) (param $bytes i32) (result i32)
  (local $slot i32) (local $code i32) (local $mask i32) (local $start i32)
  (if (i32.eqz (local.get $bytes)) (then (return (i32.const 0))))
  (local.set $mask (i32.sub (i32.shl (global.get $text_room) (i32.const 1)) (i32.const 1)))
  (local.set $slot (i32.and (call $hash_text (local.get $at) (local.get $bytes)) (local.get $mask)))
  (loop $probe
    (local.set $code (i32.load (i32.add (global.get $text_slots) (i32.shl (local.get $slot) (i32.const 2)))))
    (if (local.get $code)
      (then
        (local.set $start (call $text_start (local.get $code)))
        (if (i32.eq (i32.sub (call $text_end (local.get $code)) (local.get $start)) (local.get $bytes))
          (then
            (if (call $is_same (i32.add (global.get $texts) (local.get $start)) (local.get $at) (local.get $bytes))
              (then (return (local.get $code))))))
        (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (local.get $mask)))
        (br $probe))))
  (call $append_text (local.get $at) (local.get $bytes))
  (i32.store (i32.add (global.get $text_slots) (i32.shl (local.get $slot) (i32.const 2))) (global.get $text_count))
  (if (i32.eq (global.get $text_count) (global.get $text_room)) (then (call $grow_texts)))
  (global.get $text_count))

(func $append_text (param $at i32) (param $bytes i32)
  (local $needed i32)
  (local.set $needed (i32.add (global.get $texts_used) (local.get $bytes)))
  (loop $room
    (if (i32.gt_u (local.get $needed) (global.get $texts_room))
      (then
        (global.set $texts (call $doubled (global.get $texts) (global.get $texts_room)))
        (global.set $texts_room (i32.shl (global.get $texts_room) (i32.const 1)))
        (br $room))))
  (memory.copy (i32.add (global.get $texts) (global.get $texts_used)) (local.get $at) (local.get $bytes))
  (global.set $texts_used (local.get $needed))
  (i32.store (i32.add (global.get $ends) (i32.shl (global.get $text_count) (i32.const 2))) (local.get $needed))
  (global.set $text_count (i32.add (global.get $text_count) (i32.const 1))))

(func $grow_texts
  (local $code i32) (local $slot i32) (local $mask i32) (local $start i32)
  (global.set $ends (call $doubled (global.get $ends) (i32.shl (global.get $text_room) (i32.const 2))))
  (global.set $text_room (i32.shl (global.get $text_room) (i32.const 1)))
  (call $new_text_slots)
  (local.set $mask (i32.sub (i32.shl (global.get $text_room) (i32.const 1)) (i32.const 1)))
  (loop $next
    (local.set $code (i32.add (local.get $code) (i32.const 1)))
    (local.set $start (call $text_start (local.get $code)))
    (local.set $slot (i32.and (local.get $mask) (call $hash_text (i32.add (global.get $texts) (local.get $start))
      (i32.sub (call $text_end (local.get $code)) (local.get $start)))))
    (loop $probe
      (if (i32.load (i32.add (global.get $text_slots) (i32.shl (local.get $slot) (i32.const 2))))
        (then
          (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (local.get $mask)))
          (br $probe))))
    (i32.store (i32.add (global.get $text_slots) (i32.shl (local.get $slot) (i32.const 2))) (local.get $code))
    (br_if $next (i32.lt_u (local.get $code) (global.get $text_count)))))
