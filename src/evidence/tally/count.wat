;; Hot, see `npm run bench` and docs/performance.md.
;; Counting the event in the slots: its use row, its volume row, its identity, its line in the log.

(global $file (mut i32) (i32.const 0))
;; The entry of the event's identity, 0 where it has none that is remembered.
(global $identity (mut i32) (i32.const 0))
(global $log (mut i32) (i32.const 0))
(global $log_count (mut i32) (i32.const 0))
(global $log_room (mut i32) (i32.const 0))
(global $volume_row (mut i32) (i32.const 0))
(func (export "log") (result i32) (global.get $log))
(func (export "logCount") (result i32) (global.get $log_count))
(func (export "begin") (param $file i32) (global.set $file (local.get $file)))

(func (export "reset")
  (global.set $free (i32.const {ARENAS}))
  (call $new_texts)
  (call $new_set (i32.const {USES}) (i32.const 7) (i32.const 112) (i32.const 4096))
  (call $new_set (i32.const {IDENTITIES}) (i32.const 11) (i32.const 88) (i32.const 1024))
  (call $new_set (i32.const {VOLUMES}) (i32.const 2) (i32.const 32) (i32.const 256))
  (call $new_set (i32.const {CALLS}) (i32.const 1) (i32.const 16) (i32.const 1024))
  (global.set $volume_row (i32.const 0))
  (memory.fill (i32.const {USE_KEY}) (i32.const 0) (i32.const 96))
  (global.set $log_room (i32.const 4096))
  (global.set $log (call $alloc (i32.shl (global.get $log_room) (i32.const 5))))
  (global.set $log_count (i32.const 0))
  (call $forget))

;; Whether the first event is earlier: by time, then by eventID, so that the order of reading never matters.
(func $is_before (param $time i32) (param $id i32) (param $other_time i32) (param $other_id i32) (result i32)
  (local $i i32) (local $a i32) (local $b i32)
  (if (i32.ne (local.get $time) (local.get $other_time))
    (then (return (i32.lt_u (local.get $time) (local.get $other_time)))))
  (loop $word
    (local.set $a (i32.load (i32.add (local.get $id) (local.get $i))))
    (local.set $b (i32.load (i32.add (local.get $other_id) (local.get $i))))
    (if (i32.ne (local.get $a) (local.get $b)) (then (return (i32.lt_u (local.get $a) (local.get $b)))))
    (local.set $i (i32.add (local.get $i) (i32.const 4)))
    (br_if $word (i32.lt_u (local.get $i) (i32.const 16))))
  (i32.const 0))

;; Gives the row's number. A row: hour, dimensions, padding; first, last, count, errors, firstEventID, firstEventName, lastEventID.
(func $add_use (param $time i32) (result i32)
  (local $at i32)
  (i32.store (i32.const {USE_KEY}) (i32.div_u (local.get $time) (i32.const 3600)))
  (i32.store offset=4 (i32.const {USE_KEY}) (i32.load (i32.const {SLOT_accessKeyId})))
  (i32.store offset=8 (i32.const {USE_KEY}) (i32.load (i32.const {SLOT_principalId})))
  (i32.store offset=12 (i32.const {USE_KEY}) (i32.load (i32.const {SLOT_sessionCreatedAt})))
  ;; Nine words from sourceIPAddress to fromConsole.
  (v128.store offset=16 (i32.const {USE_KEY}) (v128.load align=4 (i32.const {SLOT_sourceIPAddress})))
  (v128.store offset=32 (i32.const {USE_KEY}) (v128.load offset=16 align=4 (i32.const {SLOT_sourceIPAddress})))
  (i32.store offset=48 (i32.const {USE_KEY}) (i32.load (i32.const {SLOT_fromConsole})))
  (local.set $at (call $row_of (i32.const {USES}) (i32.const {USE_KEY})))
  (if (i32.or (global.get $is_new)
        (call $is_before (local.get $time) (i32.const {SLOT_eventID})
                         (i32.load offset=56 (local.get $at)) (i32.add (local.get $at) (i32.const 72))))
    (then
      (i32.store offset=56 (local.get $at) (local.get $time))
      (v128.store offset=72 align=4 (local.get $at) (v128.load align=4 (i32.const {SLOT_eventID})))
      (i32.store offset=88 (local.get $at) (i32.load (i32.const {SLOT_eventName})))))
  (if (i32.or (global.get $is_new)
        (call $is_before (i32.load offset=60 (local.get $at)) (i32.add (local.get $at) (i32.const 92))
                         (local.get $time) (i32.const {SLOT_eventID})))
    (then
      (i32.store offset=60 (local.get $at) (local.get $time))
      (v128.store offset=92 align=4 (local.get $at) (v128.load align=4 (i32.const {SLOT_eventID})))))
  (i32.store offset=64 (local.get $at) (i32.add (i32.load offset=64 (local.get $at)) (i32.const 1)))
  (i32.store offset=68 (local.get $at)
    (i32.add (i32.load offset=68 (local.get $at)) (i32.load (i32.const {SLOT_failed}))))
  (global.get $row))

(func $add_volume (param $time i32) (result i32)
  (local $at i32) (local $hour i32)
  (local.set $hour (i32.div_u (local.get $time) (i32.const 3600)))
  ;; Mostly the row of the event before.
  (if (i32.and (i32.ne (global.get $volume_row) (i32.const 0)) (i32.and
        (i32.eq (i32.load (i32.const {VOLUME_KEY})) (i32.load (i32.const {SLOT_recipientAccountId})))
        (i32.and (i32.eq (i32.load offset=4 (i32.const {VOLUME_KEY})) (i32.load (i32.const {SLOT_awsRegion})))
                 (i32.eq (i32.load offset=8 (i32.const {VOLUME_KEY})) (local.get $hour)))))
    (then
      (local.set $at (i32.add (i32.load offset=20 (i32.const {VOLUMES}))
        (i32.shl (i32.sub (global.get $volume_row) (i32.const 1)) (i32.const 5)))))
    (else
      (i32.store (i32.const {VOLUME_KEY}) (i32.load (i32.const {SLOT_recipientAccountId})))
      (i32.store offset=4 (i32.const {VOLUME_KEY}) (i32.load (i32.const {SLOT_awsRegion})))
      (i32.store offset=8 (i32.const {VOLUME_KEY}) (local.get $hour))
      (local.set $at (call $row_of (i32.const {VOLUMES}) (i32.const {VOLUME_KEY})))
      (global.set $volume_row (i32.add (global.get $row) (i32.const 1)))
      (if (global.get $is_new) (then (i32.store offset=16 (local.get $at) (local.get $time))))))
  (if (i32.lt_u (local.get $time) (i32.load offset=16 (local.get $at)))
    (then (i32.store offset=16 (local.get $at) (local.get $time))))
  (if (i32.gt_u (local.get $time) (i32.load offset=20 (local.get $at)))
    (then (i32.store offset=20 (local.get $at) (local.get $time))))
  (i32.store offset=24 (local.get $at) (i32.add (i32.load offset=24 (local.get $at)) (i32.const 1)))
  (i32.sub (global.get $volume_row) (i32.const 1)))

;; An identity without key and without principal says nothing that a use or an issuance could be joined to.
(func $list_identity
  (if (i32.or (i32.load (i32.const {SLOT_accessKeyId})) (i32.load (i32.const {SLOT_principalId})))
    (then (drop (call $row_of (i32.const {IDENTITIES}) (i32.const {SLOTS})))))
  (if (global.get $identity) (then (i32.store offset=8 (global.get $identity) (i32.const 1)))))

;; The account's part of an event's identity: of its text, since codes differ from batch to batch.
(func $account_hash (result i32)
  (local $code i32) (local $start i32)
  (local.set $code (i32.load (i32.const {SLOT_recipientAccountId})))
  (if (i32.eqz (local.get $code)) (then (return (call $hash_bytes (i32.const 0) (i32.const 0)))))
  (local.set $start (call $text_start (local.get $code)))
  (call $hash_bytes (i32.add (global.get $texts) (local.get $start))
                    (i32.sub (call $text_end (local.get $code)) (local.get $start))))

;; event-log.ts: of the four words of eventID and of the account, the same numbers in every case.
(func $identity_word (param $seed i32) (param $account i32) (result i32)
  (local $hash i32)
  (local.set $hash (call $add_word (local.get $seed) (local.get $account)))
  (local.set $hash (call $add_word (local.get $hash) (i32.load (i32.const {SLOT_eventID}))))
  (local.set $hash (call $add_word (local.get $hash) (i32.load offset=4 (i32.const {SLOT_eventID}))))
  (local.set $hash (call $add_word (local.get $hash) (i32.load offset=8 (i32.const {SLOT_eventID}))))
  (call $mix (call $add_word (local.get $hash) (i32.load offset=12 (i32.const {SLOT_eventID})))))

;; Counts an event that was read elsewhere and put into the slots.
(func (export "count")
  (global.set $identity (i32.const 0))
  (call $add_event))

(func $add_event
  (local $time i32) (local $use i32) (local $at i32) (local $account i32)
  (local.set $time (i32.load (i32.const {SLOT_eventTime})))
  (if (global.get $identity)
    (then (if (i32.eqz (i32.load offset=8 (global.get $identity))) (then (call $list_identity))))
    (else (call $list_identity)))
  ;; With a key, or, where CloudTrail hides it, with the session that it belongs to.
  (if (i32.or (i32.ne (i32.load (i32.const {SLOT_accessKeyId})) (i32.const 0))
              (i32.and (i32.ne (i32.load (i32.const {SLOT_principalId})) (i32.const 0))
                       (i32.ne (i32.load (i32.const {SLOT_sessionCreatedAt})) (i32.const 0))))
    (then (local.set $use (i32.add (call $add_use (local.get $time)) (i32.const 1)))))
  (if (i32.eq (global.get $log_count) (global.get $log_room))
    (then
      (global.set $log (call $doubled (global.get $log) (i32.shl (global.get $log_room) (i32.const 5))))
      (global.set $log_room (i32.shl (global.get $log_room) (i32.const 1)))))
  (local.set $at (i32.add (global.get $log) (i32.shl (global.get $log_count) (i32.const 5))))
  (local.set $account (call $account_hash))
  (i32.store (local.get $at) (call $identity_word (i32.const 0x9e3779b9) (local.get $account)))
  (i32.store offset=4 (local.get $at) (call $identity_word (i32.const 0x7f4a7c15) (local.get $account)))
  (i32.store offset=8 (local.get $at) (local.get $time))
  (i32.store offset=12 (local.get $at) (local.get $use))
  (i32.store offset=16 (local.get $at) (call $add_volume (local.get $time)))
  (i32.store offset=20 (local.get $at) (global.get $file))
  (i32.store offset=24 (local.get $at) (i32.load (i32.const {SLOT_failed})))
  (global.set $log_count (i32.add (global.get $log_count) (i32.const 1))))
