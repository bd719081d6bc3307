;; Hot, see `npm run bench` and docs/performance.md.
;; JSON's grammar over bytes. Every function takes the position where something begins and gives the position behind it, 0
;; where it is not JSON or unusual: then JSON.parse has the last word. A NUL behind the window stops every loop.

(func $skip_space (param $at i32) (result i32)
  (local $c i32)
  (loop $next
    (local.set $c (i32.load8_u (local.get $at)))
    (if (i32.or (i32.or (i32.eq (local.get $c) (i32.const 32)) (i32.eq (local.get $c) (i32.const 10)))
                (i32.or (i32.eq (local.get $c) (i32.const 13)) (i32.eq (local.get $c) (i32.const 9))))
      (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next))))
  (local.get $at))

;; The first byte at or behind $at that ends a plain stretch of a string: a quote, a backslash, a control character.
(func $plain_end (param $at i32) (result i32)
  (local $v v128) (local $mask i32)
  (loop $more
    (local.set $v (v128.load (local.get $at)))
    (local.set $mask (i8x16.bitmask (v128.or
      (v128.or (i8x16.eq (local.get $v) (v128.const i8x16 34 34 34 34 34 34 34 34 34 34 34 34 34 34 34 34))
               (i8x16.eq (local.get $v) (v128.const i8x16 92 92 92 92 92 92 92 92 92 92 92 92 92 92 92 92)))
      (i8x16.lt_u (local.get $v) (v128.const i8x16 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32)))))
    (if (i32.eqz (local.get $mask))
      (then
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $more))))
  (i32.add (local.get $at) (i32.ctz (local.get $mask))))

;; From the opening quote.
(func $skip_string (param $at i32) (result i32)
  (local $c i32)
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  (loop $more
    (local.set $at (call $plain_end (local.get $at)))
    (local.set $c (i32.load8_u (local.get $at)))
    (if (i32.eq (local.get $c) (i32.const 34)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i32.ne (local.get $c) (i32.const 92)) (then (return (i32.const 0))))
    (local.set $at (call $skip_escape (local.get $at)))
    (br_if $more (local.get $at)))
  (i32.const 0))

(func $skip_escape (param $at i32) (result i32)
  (local $c i32) (local $i i32)
  (local.set $c (i32.load8_u offset=1 (local.get $at)))
  ;; " / \ b f n r t
  (if (i32.or
        (i32.or (i32.or (i32.eq (local.get $c) (i32.const 34)) (i32.eq (local.get $c) (i32.const 47)))
                (i32.or (i32.eq (local.get $c) (i32.const 92)) (i32.eq (local.get $c) (i32.const 98))))
        (i32.or (i32.or (i32.eq (local.get $c) (i32.const 102)) (i32.eq (local.get $c) (i32.const 110)))
                (i32.or (i32.eq (local.get $c) (i32.const 114)) (i32.eq (local.get $c) (i32.const 116)))))
    (then (return (i32.add (local.get $at) (i32.const 2)))))
  (if (i32.ne (local.get $c) (i32.const 117)) (then (return (i32.const 0))))
  (local.set $at (i32.add (local.get $at) (i32.const 2)))
  (local.set $i (i32.const 4))
  (loop $digit
    (local.set $c (i32.load8_u (local.get $at)))
    (if (i32.eqz (i32.or
          (i32.lt_u (i32.sub (local.get $c) (i32.const 48)) (i32.const 10))
          (i32.lt_u (i32.sub (i32.or (local.get $c) (i32.const 32)) (i32.const 97)) (i32.const 6))))
      (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (local.set $i (i32.sub (local.get $i) (i32.const 1)))
    (br_if $digit (local.get $i)))
  (local.get $at))

;; A name, its colon and the white space around, up to the value.
(func $skip_name (param $at i32) (result i32)
  (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 34)) (then (return (i32.const 0))))
  (local.set $at (call $skip_string (local.get $at)))
  (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
  (call $skip_colon (local.get $at)))

(func $skip_colon (param $at i32) (result i32)
  (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 58))
    (then
      (local.set $at (call $skip_space (local.get $at)))
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 58)) (then (return (i32.const 0))))))
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  (if (i32.le_u (i32.load8_u (local.get $at)) (i32.const 32)) (then (return (call $skip_space (local.get $at)))))
  (local.get $at))

;; Any value, without white space before it. Deeper than 60 levels is unusual: the open containers are bits of one word.
(func $skip_value (param $at i32) (result i32)
  (local $c i32) (local $depth i32) (local $open i64)
  (block $fail
    (loop $value
      (local.set $c (i32.load8_u (local.get $at)))
      (block $complete
        (if (i32.eq (local.get $c) (i32.const 34))
          (then
            (br_if $fail (i32.eqz (local.tee $at (call $skip_string (local.get $at)))))
            (br $complete)))
        (if (i32.eq (i32.or (local.get $c) (i32.const 32)) (i32.const 123))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (if (i32.le_u (i32.load8_u (local.get $at)) (i32.const 32))
              (then (local.set $at (call $skip_space (local.get $at)))))
            ;; { and } differ by 2, and so do [ and ].
            (if (i32.eq (i32.load8_u (local.get $at)) (i32.add (local.get $c) (i32.const 2)))
              (then
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br $complete)))
            (br_if $fail (i32.gt_u (local.get $depth) (i32.const 60)))
            (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
            (local.set $open (i64.or (i64.shl (local.get $open) (i64.const 1))
                                     (i64.extend_i32_u (i32.eq (local.get $c) (i32.const 123)))))
            (if (i32.eq (local.get $c) (i32.const 123))
              (then (br_if $fail (i32.eqz (local.tee $at (call $skip_name (local.get $at)))))))
            (br $value)))
        (br_if $fail (i32.eqz (local.tee $at (call $skip_word (local.get $at) (local.get $c))))))
      (loop $after
        (if (i32.eqz (local.get $depth)) (then (return (local.get $at))))
        (local.set $c (i32.load8_u (local.get $at)))
        (if (i32.le_u (local.get $c) (i32.const 32))
          (then
            (local.set $at (call $skip_space (local.get $at)))
            (local.set $c (i32.load8_u (local.get $at)))))
        (if (i32.eq (local.get $c) (i32.const 44))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (if (i32.le_u (i32.load8_u (local.get $at)) (i32.const 32))
              (then (local.set $at (call $skip_space (local.get $at)))))
            (if (i32.wrap_i64 (i64.and (local.get $open) (i64.const 1)))
              (then (br_if $fail (i32.eqz (local.tee $at (call $skip_name (local.get $at)))))))
            (br $value)))
        ;; ] is 93, } is 125.
        (br_if $fail (i32.ne (local.get $c)
          (i32.or (i32.const 93) (i32.shl (i32.wrap_i64 (i64.and (local.get $open) (i64.const 1))) (i32.const 5)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
        (local.set $open (i64.shr_u (local.get $open) (i64.const 1)))
        (br $after))))
  (i32.const 0))

;; A number or true, false, null; $c is its first byte.
(func $skip_word (param $at i32) (param $c i32) (result i32)
  (if (i32.or (i32.eq (local.get $c) (i32.const 45)) (i32.lt_u (i32.sub (local.get $c) (i32.const 48)) (i32.const 10)))
    (then (return (call $skip_number (local.get $at)))))
  ;; Four letters, little-endian: null, true, and what follows the f of false.
  (if (i32.or (i32.eq (i32.load (local.get $at)) (i32.const 0x6c6c756e))
              (i32.eq (i32.load (local.get $at)) (i32.const 0x65757274)))
    (then (return (i32.add (local.get $at) (i32.const 4)))))
  (if (i32.and (i32.eq (local.get $c) (i32.const 102))
               (i32.eq (i32.load offset=1 (local.get $at)) (i32.const 0x65736c61)))
    (then (return (i32.add (local.get $at) (i32.const 5)))))
  (i32.const 0))

(func $skip_number (param $at i32) (result i32)
  (local $c i32)
  (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 45))
    (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
  (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 48))
    (then (local.set $at (i32.add (local.get $at) (i32.const 1))))
    (else (if (i32.eqz (local.tee $at (call $skip_digits (local.get $at)))) (then (return (i32.const 0))))))
  (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 46))
    (then
      (local.set $at (call $skip_digits (i32.add (local.get $at) (i32.const 1))))
      (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))))
  ;; e or E
  (if (i32.ne (i32.or (i32.load8_u (local.get $at)) (i32.const 32)) (i32.const 101)) (then (return (local.get $at))))
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  (local.set $c (i32.load8_u (local.get $at)))
  (if (i32.or (i32.eq (local.get $c) (i32.const 43)) (i32.eq (local.get $c) (i32.const 45)))
    (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
  (call $skip_digits (local.get $at)))

(func $skip_digits (param $at i32) (result i32)
  (local $from i32)
  (local.set $from (local.get $at))
  (loop $next
    (if (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
      (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next))))
  (select (local.get $at) (i32.const 0) (i32.ne (local.get $at) (local.get $from))))
