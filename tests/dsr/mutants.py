"""What each guard is, in the words of the source, and the test that notices when it is gone: hazards H1 to H44, then safety mutants (E4).

A hazard whose guard is a statement (H33: what an erasure does not reach; H43: a request covers what was there when it was planned) has a
mutant of the statement. The safety mutants are those of the reliability notes, annex B, as far as this code has the place for them.
"""

from mutation import Mutant

__all__ = ["HAZARDS", "MUTANTS", "SAFETY"]

DISCOVERY, EXECUTION, HAZARD = "dsr/test_discovery.py::test_", "dsr/test_execution.py::test_", "dsr/test_hazards.py::test_"
COMPLETE, RULES, SECRETS = "dsr/catalogues/test_complete.py::test_", "dsr/test_rules.py::test_", "dsr/test_secrets.py::test_"
PLAN, REOPENING, REWRITING = "dsr/test_plan.py::test_", "dsr/test_reopening.py::test_", "dsr/test_rewriting.py::test_"
HISTORY, CONTENTS, APPROVAL = "dsr/test_history.py::test_", "dsr/test_contents.py::test_", "dsr/test_approval.py::test_"
IDENTITY, NEAR, COVERAGE = "dsr/test_identity.py::test_", "dsr/test_near.py::test_", "dsr/test_coverage.py::test_"
PACKAGE, RECEIPT, CRASH = "dsr/report/test_package.py::test_", "dsr/report/test_receipt.py::test_", "dsr/test_crash.py::test_"
SDK = "dataverse_sdk"


def _one(number: str, guard: str, old: str, new: str, *tests: str, package: str = "dataverse_dsr") -> Mutant:
    return Mutant(number, guard, ((old, new),), tests, package)


HAZARDS = (
    _one(
        "H1", "more people than expected are looked at first", "if len(roots) > max_roots:", "if False:",
        f"{DISCOVERY}h1_more_people_than_max_roots_need_review",
    ),
    _one(
        "H1", "differing names on one address are looked at first",
        "if any(differ(one, other, catalogue, environment_id) for one, other in _on_one_address(roots, catalogue, identity)):", "if False:",
        f"{DISCOVERY}h1_differing_names_on_one_address_need_review_and_nothing_more_is_read",
    ),
    _one(
        "H2", "a row is confirmed by its own address",
        "hit = matched_column(declaration, row, self.identity)", "hit = declaration.match_columns[0]",
        f"{HAZARD}h2_an_environment_that_ignores_accents_brings_a_stranger_who_is_sent_away",
    ),
    _one(
        "H3", "case does not matter", 'return f"{_fold(local)}@{_a_label(domain)}"', 'return f"{local}@{_a_label(domain)}"',
        f"{DISCOVERY}h3_case_and_trailing_space_do_not_hide_a_person",
    ),
    _one(
        "H4", "an address with something invisible is a hint", 'return "white_space"', "return None",
        f"{NEAR}h4_h5_a_near_match_is_a_hint_and_nothing_else",
    ),
    _one(
        "H5", "a plus tag makes another mailbox",
        'return f"{_fold(local)}@{_a_label(domain)}"', """return f"{_fold(local).partition('+')[0]}@{_a_label(domain)}\"""",
        f"{HAZARD}h5_plus_tags_and_dots_make_another_mailbox",
    ),
    _one(
        "H5", "dots make another mailbox",
        'return f"{_fold(local)}@{_a_label(domain)}"', """return f"{_fold(local).replace('.', '')}@{_a_label(domain)}\"""",
        f"{HAZARD}h5_plus_tags_and_dots_make_another_mailbox",
    ),
    _one(
        "H6", "a domain is asked for in both forms", "for spelled in (_a_label(domain), _u_label(domain)):", "for spelled in ():",
        f"{DISCOVERY}h6_a_domain_is_found_in_both_its_forms",
    ),
    _one(
        "H7", "a quote in a text is doubled", """return "'" + "''".join(encode(""", """return "'" + "'".join(encode(""",
        f"{HAZARD}h7_a_quote_in_a_value_ends_no_literal", package=SDK,
    ),
    _one(
        "H8", "a text in a URL is percent-encoded", 'return quote(text, safe="")', "return text",
        f"{HAZARD}h8_no_value_forges_a_part_of_a_batch", package=SDK,
    ),
    _one(
        "H8", "a header of a part holds one line", "if not _FIELD_VALUE.fullmatch(value):", "if False:",
        f"{HAZARD}h8_a_version_cannot_forge_a_header_of_a_part", package=SDK,
    ),
    _one(
        "H9", "what means something in a URL is encoded", 'return quote(text, safe="")', 'return quote(text, safe="+&#/?=;")',
        f"{HAZARD}h9_a_character_that_means_something_in_a_url_stays_itself", package=SDK,
    ),
    _one(
        "H10", "an empty address is refused",
        'if not text:\n        raise InvalidIdentity("an email address must not be empty or blank")', "if not text:\n        return text",
        f"{DISCOVERY}h10_an_empty_identity_is_refused_before_any_request",
    ),
    _one(
        "H11", "wildcards of an address stand for themselves", "column.contains(escape_wildcards(form))", "column.contains(form)",
        f"{NEAR}h11_the_probe_escapes_what_would_be_a_wildcard",
    ),
    _one(
        "H12", "an address of a user or a queue is no person's", "if hits:\n            reviews.append", "if False:\n            reviews.append",
        f"{DISCOVERY}h12_an_address_of_a_user_or_a_queue_is_not_a_persons",
    ),
    _one(
        "H13", "a company's case is the person's in part only",
        'by="a case in which a contact is the contact person", shared=True)', 'by="a case in which a contact is the contact person")',
        f"{COMPLETE}h13_a_colleague_a_company_and_a_shared_case_stay_as_they_are",
    ),
    _one(
        "H14", "an address row that a contact shows is written once",
        "elif self._written_elsewhere(declaration, record, name):", "elif False:",
        f"{COMPLETE}h14_an_address_that_a_contact_shows_is_written_once",
    ),
    _one(
        "H14", "blank columns are left alone",
        'return not rule.fills if value is None or value in ("", b"") else', "return False if value is None else",
        f"{PLAN}h14_blank_addresses_are_left_alone",
    ),
    _one(
        "H15", "leads are found by their contact",
        'linked(Lead.parentcontactid, to=Contact, by="a lead of a contact", early=Lead.parentcontactid_nav),', "",
        f"{COMPLETE}h15_records_that_the_address_alone_does_not_find",
    ),
    _one(
        "H15", "further addresses are asked for",
        "any_of([expression == form for expression in self.expressions for form in forms])",
        "any_of([expression == form for expression in self.expressions[:1] for form in forms])",
        f"{COMPLETE}h15_records_that_the_address_alone_does_not_find",
    ),
    _one(
        "H16", "a column of a telling format is found in any table", "if (text.create or text.update) and kind is not None:", "if False:",
        f"{COVERAGE}h16_a_column_an_environment_added_is_found_by_its_format_in_any_table",
    ),
    _one(
        "H17", "a part that fails is an error of its collection",
        "        collection.fail(read_error(error), retryable=retryable_read(error), absent=absent)\n", "",
        f"{DISCOVERY}h17_h40_a_part_that_fails_is_an_error_and_not_an_empty_list",
    ),
    _one(
        "H17", "pages are followed", "if page.next_link is not None:\n                    left.append", "if False:\n                    left.append",
        f"{DISCOVERY}h17_pages_are_followed_one_request_a_round_and_counted",
    ),
    _one(
        "H17", "the SDK sees that there is another page",
        "return None if self.position is None else self.position.target", "return None",
        f"{DISCOVERY}h17_pages_are_followed_one_request_a_round_and_counted", package=SDK,
    ),
    _one(
        "H18", "a mask that is too long is refused", "if column.max_length is not None and length > column.max_length:", "if False:",
        f"{RULES}h18_a_constant_is_never_cut",
    ),
    _one(
        "H18", "lengths are those of the environment", "max_length=facts.lengths.get(info.logical_name),", "max_length=None,",
        f"{COMPLETE}h18_a_mask_that_the_environment_has_no_room_for_is_refused_when_planned",
    ),
    _one(
        "H19", "a shortened address keeps its domain",
        "return local[-(self.longest - len(_EMAIL_DOMAIN)) :] + _EMAIL_DOMAIN", "return (local + _EMAIL_DOMAIN)[: self.longest]",
        f"{RULES}h19_a_shortened_address_keeps_its_domain",
    ),
    _one(
        "H20", "addresses stay addresses in the complete catalogue", "EMAIL: Final = EmailMask()", "EMAIL: Final = MASKED",
        f"{COMPLETE}h20_the_reference_writes_a_literal_and_the_complete_catalogue_an_address",
    ),
    _one(
        "H20", "a mask keeps a format or is refused", "if column.format in _STRICT_FORMATS and column.format != fits:", "if False:",
        f"{RULES}h20_a_mask_keeps_a_format_or_is_refused",
    ),
    _one(
        "H21", "an erased address is another one for each record",
        'place = f"{target.environment_id}/{target.table}/{target.record_id}"', 'place = f"{target.environment_id}/{target.table}"',
        f"{COMPLETE}h21_two_people_are_erased_in_an_environment_with_a_key_on_the_address",
    ),
    _one(
        "H21", "keys of the environment are read", "unique=info.logical_name in facts.keys,", "unique=False,",
        f"{COMPLETE}h21_a_constant_in_a_key_is_refused_before_anything_is_written",
    ),
    _one(
        "H22", "a required column is not emptied", 'if column.required == "SystemRequired":', "if False:",
        f"{RULES}h22_a_column_that_must_have_a_value_is_not_emptied",
    ),
    _one(
        "H23", "closed records are known before they are written",
        "return when is not None and record.value(when.column) in when.values", "return False",
        f"{PLAN}h23_a_closed_quote_is_withheld_or_attempted_as_the_caller_says",
    ),
    _one(
        "H23", "a refusal because of a closed record is told apart", "if any(sign in words for sign in _READ_ONLY_WORDS):", "if False:",
        f"{EXECUTION}h23_an_attempted_closed_quote_ends_as_the_platform_decides",
    ),
    _one(
        "H24", "a table without the message is told apart",
        "if code in _UNSUPPORTED_CODES or any(sign in words for sign in _UNSUPPORTED_WORDS):", "if False:",
        f"{EXECUTION}h24_a_party_is_masked_where_the_platform_lets_it_be",
    ),
    _one(
        "H25", "the other parties are sent back",
        "value = [_entry(party, masks.get(party.id, {})) for party in before.parties]",
        "value = [_entry(party, masks.get(party.id, {})) for party in before.parties if party.id in masks]",
        f"{REWRITING}h24_h25_the_other_parties_are_kept_in_order",
    ),
    _one(
        "H25", "a mail that was sent stays as it is", "elif not now.open:", "elif False:",
        f"{REWRITING}h25_a_mail_that_was_sent_is_left_as_it_is",
    ),
    _one(
        "H25", "a list is read again and compared", "if each.expected is not None and shown != each.expected:", "if False:",
        f"{REWRITING}h25_a_recipient_who_gets_lost_on_the_way_is_an_error",
    ),
    _one(
        "H26", "a write never creates", "        (JSON, _if_match(etag)),\n        body(wire_values(table, named, message=\"update\")),",
        "        (JSON,),\n        body(wire_values(table, named, message=\"update\")),",
        f"{EXECUTION}h26_a_record_that_vanished_is_gone_and_not_created_again", package=SDK,
    ),
    _one(
        "H27", "a write is for the version that was seen", "values, etag=write.etag or ANY)", "values, etag=ANY)",
        f"{EXECUTION}h27_a_change_of_somebody_else_before_our_writes_is_still_noticed",
        f"{EXECUTION}h27_a_person_from_a_file_who_changed_is_a_conflict_unless_somebody_says_who_it_is",
    ),
    _one(
        "H28", "the person is last, and waits for the rest",
        "if plan.must_defer_roots or any(write.result and not write.result.outcome.settled for write in children):", "if False:",
        f"{EXECUTION}h28_the_person_stays_findable_while_a_child_may_still_succeed",
    ),
    _one(
        "H29", "a mask is the same every time",
        "hashlib.sha256(place.encode()).hexdigest()[:12]", "__import__('secrets').token_hex(6)",
        f"{HAZARD}h29_masks_are_the_same_every_time",
    ),
    _one(
        "H29", "what is masked is not written again", "else rule.has_masked(value, target)", "else False",
        f"{EXECUTION}h29_i6_a_second_request_for_the_same_person_writes_nothing",
    ),
    _one(
        "H30", "a plug-in's refusal is told apart", "if isinstance(error, BadRequest) and code in _PLUG_IN_CODES:", "if False:",
        f"{EXECUTION}h30_a_plug_in_that_refuses_is_reported",
    ),
    _one(
        "H30", "plug-ins are bypassed when the plan says so", "CallSettings(bypass_business_logic=self.business_logic,", "CallSettings(",
        f"{APPROVAL}h30_plug_ins_are_bypassed_only_when_the_plan_says_so_and_the_receipt_says_it_too",
    ),
    _one(
        "H31", "flows are kept from running", "suppress_flows=self.flows,", "suppress_flows=False,",
        f"{APPROVAL}h31_the_settings_stand_on_every_write_and_on_no_read",
    ),
    _one(
        "H31", "a value that comes back later is named",
        "return Reading.CAME_BACK if again and reading is Reading.MISMATCH else reading", "return Reading.GONE if again else reading",
        f"{CONTENTS}h31_a_delayed_writer_is_noticed_by_the_second_look_and_not_by_the_first",
    ),
    _one(
        "H32", "old values go from the history", 'batch.add(action("DeleteRecordChangeHistory", Target=target, returns=_deleted))',
        "batch.add(who_am_i())",
        f"{HISTORY}h32_old_values_are_in_the_history_until_it_is_deleted",
    ),
    _one(
        "H32", "history goes after a complete verification only", "if check.status is not Status.COMPLETE:", "if False:",
        f"{HISTORY}h32_nothing_is_deleted_before_a_complete_verification",
    ),
    _one(
        "H33", "a receipt says that backups keep the old state",
        '    "backups of the environment keep the old state until they expire",\n', "",
        f"{RECEIPT}h33_a_receipt_lists_every_place_an_erasure_does_not_reach",
    ),
    _one(
        "H34", "an error's own words are not kept",
        'return f"HTTP {error.status} {error.code}".rstrip()', 'return f"HTTP {error.status} {error.service_message}".rstrip()',
        f"{SECRETS}h34_no_error_repeats_what_the_service_said",
    ),
    _one(
        "H34", "an identity shows nothing", 'return "<Identity emails={} phones={} contact_ids={} lead_ids={}, redacted>".format(*counts)',
        "return repr([address._text for address in self.emails])",
        f"{SECRETS}h34_a_whole_request_leaves_no_value_outside_the_access_package",
    ),
    _one(
        "H35", "texts of a page are escaped", "child.text if isinstance(child, Html) else escape(visible(child))",
        "child.text if isinstance(child, Html) else child",
        "dsr/report/test_markup.py::test_h35_a_text_makes_no_element",
    ),
    _one(
        "H35", "a cell is no formula", "writer.writerow([neutral(cell) for cell in row])", "writer.writerow(row)",
        "dsr/report/test_spreadsheet.py::test_h35_no_cell_of_a_parsed_table_starts_a_formula",
    ),
    _one(
        "H35", "a given name is no path", """name = f"attachments/{number:04}.{ending if ending in _ENDINGS else 'bin'}\"""",
        'name = f"attachments/{given or number}"',
        f"{PACKAGE}h35_a_given_name_is_never_a_path",
    ),
    _one(
        "H36", "what is about others is withheld", "if third_parties or not is_third_party(declaration, info)]", "]",
        f"{PACKAGE}h36_what_is_about_others_is_withheld_and_said_so",
    ),
    _one(
        "H37", "a receipt holds no digest of the person", '"counts": receipt.counts,',
        '"counts": receipt.counts, "of": __import__("hashlib").sha256(receipt.identity.query_forms[0].encode()).hexdigest(),',
        f"{SECRETS}h37_no_document_holds_a_digest_of_the_person",
    ),
    _one(
        "H38", "a pseudonym is called personal data", 'return f"pseudonym:{self.name} (still personal data)"', 'return f"pseudonym:{self.name}"',
        f"{RULES}h38_a_pseudonym_is_called_personal_data_and_shows_no_key",
    ),
    _one(
        "H39", "a throttled batch was not carried out", "        return Outcome.THROTTLED\n    if isinstance(error, ServiceError) and not",
        "        return Outcome.MASKED\n    if isinstance(error, ServiceError) and not",
        f"{HAZARD}h39_a_throttled_run_stops_asking_keeps_what_is_done_and_goes_on_from_its_journal",
    ),
    _one(
        "H39", "the pause that was asked for is kept", "wait: float = max(asked, backoff)", "wait: float = backoff",
        f"{HAZARD}h39_the_pause_the_service_asks_for_is_kept_and_no_longer_one_than_is_bearable", package=SDK,
    ),
    _one(
        "H39", "an unbearable pause ends the call", "if asked > self.longest_retry_after:", "if False:",
        f"{HAZARD}h39_the_pause_the_service_asks_for_is_kept_and_no_longer_one_than_is_bearable", package=SDK,
    ),
    _one(
        "H40", "a missing part is an error of the whole", "if missing and not (stops and failed and failed[-1]):", "if False:",
        f"{HAZARD}h40_an_answer_with_another_number_of_parts_is_an_error_of_the_whole", package=SDK,
    ),
    _one(
        "H40", "a part too many is an error of the whole",
        'if len(parts) > len(items):\n        raise BatchDecodeError("the answer has more parts than the batch had requests")', "if False:\n        pass",
        f"{HAZARD}h40_an_answer_with_another_number_of_parts_is_an_error_of_the_whole", package=SDK,
    ),
    _one(
        "H41", "an order is not written",
        "if write.plan.collection in NEVER_WRITTEN or write.declaration.retained is not None:", "if False:",
        f"{EXECUTION}h41_an_order_is_not_written_even_if_everything_before_agreed",
    ),
    _one(
        "H41", "an order is not planned", "written = NEVER_WRITTEN.intersection(operation.collection for operation in self.operations)",
        "written = frozenset()",
        f"{PLAN}h41_a_plan_that_writes_an_order_cannot_be_made",
    ),
    _one(
        "H42", "categories are compared by whole segments",
        'return category == wanted or category.startswith(f"{wanted}.")', "return category.startswith(wanted)",
        "dsr/test_vocabulary.py::test_h42_categories_are_compared_by_whole_segments",
    ),
    _one(
        "H43", "a plan does not live for ever", "if started - plan.created_at > max_age:", "if False:",
        f"{HAZARD}h43_a_plan_does_not_live_for_ever",
    ),
    _one(
        "H43", "a finished request is not run again", "        begun.result, begun.noted = known, True\n", "        pass\n",
        f"{HAZARD}h43_a_finished_request_is_not_run_again_on_new_data",
    ),
    _one(
        "H44", "a plan is for one environment", "if environment_id not in (None, plan.environment_id):", "if False:",
        f"{EXECUTION}h44_a_plan_for_another_environment_is_refused_before_anything_is_written",
    ),
    _one(
        "H44", "another environment is noticed by the service's answer", "if found != self.plan.environment_id:", "if False:",
        f"{EXECUTION}h44_another_environment_is_noticed_when_a_run_resumes",
    ),
)  # fmt: skip

SLICE = (
    *(f"{CRASH}i1_to_i11_hold_with_faults_and_another_actor[{name}]" for name in ("known", "from_file", "reopen")),
    *(f"{CRASH}i1_to_i11_hold_after_any_single_fault[{name}]" for name in ("known", "from_file", "reopen")),
)
ACTORS = tuple(f"{CRASH}i1_to_i11_hold_whenever_another_actor_acts[{name}]" for name in ("edit", "reassign_child", "reassign_person"))
CHANGED = f"{EXECUTION}h27_a_record_changed_meanwhile_is_read_and_planned_once_more"

SAFETY = (
    _one("E4-01", "no If-Match", "        (JSON, _if_match(etag)),\n        body(wire_values(table, named, message=\"update\")),",
         "        (JSON,),\n        body(wire_values(table, named, message=\"update\")),", *SLICE, package=SDK),
    _one("E4-02", "If-Match *", "values, etag=write.etag or ANY)", "values, etag=ANY)", *ACTORS),
    _one("E4-03", "the version of the plan, not of the fresh read", "write.etag, write.columns = seen.etag, left", "write.columns = left",
         CHANGED),
    _one("E4-04", "binding not checked again", "    elif not seen.bound:\n        # It is", "    elif False:\n        # It is", *SLICE,
         f"{EXECUTION}i2_a_record_that_is_no_longer_the_persons_is_not_written"),
    _one("E4-05", "binding columns not read", "[*infos, *declaration.match_columns, *declaration.match_phones])\n            for ids",
         "infos)\n            for ids", f"{EXECUTION}i2_a_record_that_is_no_longer_the_persons_is_not_written"),
    Mutant("E4-06", "intent after the write",
           (("    yield from erasure.intend(writes)\n    batch = erasure.batch(continue", "    batch = erasure.batch(continue"),
            ("    _reopen_refused(erasure, writes)\n    yield from _settle", "    yield from erasure.intend(writes)\n    _reopen_refused(erasure, writes)\n    yield from _settle")),
           SLICE),
    _one("E4-07", "intent not on the disk", 'yield from on_disk("intent", lambda: self.ledger.append(events))',
         'yield from on_disk("intent", lambda: None)', *SLICE),
    _one("E4-08", "in doubt is done", "write.in_doubt, write.code = True, error_code(error)", "write.settle(Outcome.MASKED)", *SLICE),
    _one("E4-09", "in doubt is failed", "write.in_doubt, write.code = True, error_code(error)", "write.settle(Outcome.FAILED)", *SLICE),
    _one("E4-10", "a changed record is done", "        case PreconditionFailed() | ServerError():\n            return None",
         "        case PreconditionFailed():\n            return Outcome.MASKED\n        case ServerError():\n            return None", *ACTORS),
    _one("E4-11", "a vanished record is done", "        case NotFound():\n            return Outcome.GONE\n        case Throttled",
         "        case NotFound():\n            return Outcome.MASKED\n        case Throttled",
         f"{EXECUTION}h26_a_record_that_vanished_is_gone_and_not_created_again"),
    _one("E4-12", "verification skipped", "if reading is not Reading.VERIFIED\n            ]", "if False\n            ]", *SLICE),
    _one("E4-13", "verification believes what was written", "    if rule.has_masked(value, evolve(target, old=value)):\n        # Who",
         "    if True:\n        # Who", *SLICE),
    _one("E4-14", "verification of the first column only", "    for change in record.changes:\n        masked = declaration.masked",
         "    for change in record.changes[:1]:\n        masked = declaration.masked", *SLICE,
         "dsr/test_verification.py::test_i3_a_plug_in_that_writes_the_old_value_back_is_noticed"),
    _one("E4-15", "parts of a change set by their order, not by Content-ID", "handle.read(by_id.get(str(handle._content_id), reply))",
         "handle.read(reply)", "operations/test_batches.py", package=SDK),
    _one("E4-16", "a missing part is a success", "if missing and not (stops and failed and failed[-1]):", "if False:",
         f"{HAZARD}h40_a_refused_write_whose_answer_is_missing_is_not_called_masked_by_its_neighbours_answer", package=SDK),
    _one("E4-17", "one refusal stops the rest", "return Batch(continue_on_error=continue_on_error, settings",
         "return Batch(continue_on_error=False, settings", f"{HAZARD}h40_a_failing_part_of_a_batch_that_succeeded_is_a_failure_of_its_own"),
    _one("E4-18", "a change set that failed was applied", "                handle.abort(undone)", "                handle.read(Reply(204, Headers([]), b\"\", sends=0, request_id=None))",
         "operations/test_batches.py", package=SDK),
    _one("E4-19", "a resumed run forgets what was done", "        begun.result, begun.noted = known, True\n", "        pass\n",
         f"{EXECUTION}i6_a_finished_journal_sends_nothing"),
    _one("E4-20", "a resumed run does not look at what was begun", "begun.in_doubt = begun.begun = progress.in_doubt(write.id)",
         "begun.in_doubt = begun.begun = False", *SLICE, f"{CRASH}a_write_that_was_begun_is_looked_at_before_it_is_sent_again"),
    _one("E4-21", "a page that fails is the end", "        collection.fail(read_error(error), retryable=retryable_read(error), absent=absent)\n", "",
         f"{DISCOVERY}h17_h40_a_part_that_fails_is_an_error_and_not_an_empty_list"),
    _one("E4-22", "the next page is not asked for", "if page.next_link is not None:\n                    left.append", "if False:\n                    left.append",
         f"{DISCOVERY}h17_pages_are_followed_one_request_a_round_and_counted"),
    _one("E4-23", "nobody holds the person", 'connection.executemany("INSERT INTO lease VALUES (?, ?, ?)", [(*each, holder) for each in wanted])', "pass",
         f"{CRASH}a_second_process_is_kept_out_while_the_first_one_lives"),
    _one("E4-24", "a living holder is taken for a dead one", '            raise Refused("another process is carrying out an erasure of the same person; nothing was written")',
         "            return", f"{CRASH}a_second_process_is_kept_out_while_the_first_one_lives"),
    _one("E4-25", "a mask is another one each time", "hashlib.sha256(place.encode()).hexdigest()[:12]", "__import__('secrets').token_hex(6)",
         f"{HAZARD}h29_masks_are_the_same_every_time"),
    _one("E4-26", "an empty column is written", 'return not rule.fills if value is None or value in ("", b"") else', "return False if value is None else",
         f"{PLAN}h14_blank_addresses_are_left_alone"),
    _one("E4-27", "history goes before the verification", "if check.status is not Status.COMPLETE:", "if False:",
         f"{HISTORY}h32_nothing_is_deleted_before_a_complete_verification"),
    _one("E4-28", "the head of the chain stays behind", '                write_text(self.path / HEAD, seal(head, number=number, previous=digest, signer=signer))\n',
         "", "dsr/report/test_sealing.py"),
    _one("E4-29", "the last document is not looked at", "for place, (name, text) in enumerate(files, 1):", "for place, (name, text) in enumerate(files[:-1], 1):",
         "dsr/report/test_sealing.py"),
    _one("E4-30", "the budget of retries does not recover", "                budget.give()\n", "                pass\n", "wire/test_retry.py", package=SDK),
    _one("E4-31", "the versions our own writes made are not learnt", "            root.etag = now[root.place]", "            pass",
         f"{EXECUTION}h14_a_person_whose_version_our_own_writes_changed_is_written_in_the_same_number_of_requests"),
    _one("E4-32", "a change before our writes is taken for ours", "if root.place in now and then.get(root.place) == root.etag:",
         "if root.place in now:", f"{EXECUTION}h27_a_change_of_somebody_else_before_our_writes_is_still_noticed"),
    _one("E4-33", "a record that was opened is not closed again", "begun.way, begun.begun = \"reopen\", True", "pass",
         f"{CRASH}i1_to_i11_hold_after_any_single_fault[locked_case]", f"{CRASH}i1_to_i11_hold_with_faults_and_another_actor[locked_case]"),
    _one("E4-34", "a text is judged although nobody knows the names", "if write.place in seen and erasure.cannot_judge(write):", "if False:",
         f"{CRASH}a_text_is_not_called_masked_when_nobody_can_say_any_more_what_the_person_was_called"),
    _one("E4-35", "an old plan's links are not read again", "begun.in_doubt = begun.in_doubt or (recheck and begun.bound_by_another) or begun.reads",
         "begun.in_doubt = begun.in_doubt or begun.reads", f"{CONTENTS}i2_a_note_on_a_case_that_was_given_away_is_not_written_by_an_old_plan"),
)  # fmt: skip

MUTANTS = (*HAZARDS, *SAFETY)
