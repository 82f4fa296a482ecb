"""The settled points of the dossier format that no single clause carries: each as a story that would notice a change."""

from __future__ import annotations

from tests.dossier.stories import decide, deliver, holds

MAIN, IMPORTANT, GENERAL = "degree: main", "degree: important", "degree: general"
Y1, Y2, Y3, Y4 = "yunnan/22.1", "yunnan/23.1", "yunnan/24.1", "yunnan/25.1"
AGREED = {"basis": "agreement_handling"}
NINE = (
    decide("2025-02-05", "h1", Y2, more=MAIN)
    + deliver("2025-02-06", "h1")
    + decide("2025-03-05", "h2", Y1, more=MAIN, **AGREED)
    + deliver("2025-03-10", "h2")
)


def test_basis_and_circumstance_go_together() -> None:
    wrong = decide("2025-02-05", "h1", Y1, more=MAIN)[2:].strip()
    holds("", f"- {{refused: {wrong}, cites: [{Y1}]}}")
    wrong = decide("2025-02-05", "h1", Y4, more=MAIN, **AGREED)[2:].strip()
    holds("", f"- {{refused: {wrong}, cites: [{Y4}]}}")
    holds(decide("2025-02-05", "h1", Y3, more=MAIN, **AGREED), "- {on: 2025-02-05, person: D1, points: 9}")


def test_a_review_never_raises_and_names_its_finding() -> None:
    two = (
        "- {on: 2025-02-05, act: handling.decide, id: h1, basis: administrative_penalty, institution: H53010200001,"
        " inspection: i1, findings: [{id: a, type: x, circumstances: [yunnan/23.1], persons: [{person: D1, degree: main}]},"
        " {id: b, type: y, circumstances: [yunnan/23.1], persons: [{person: D1, degree: general}]}]}\n"
        "- {on: 2025-02-10, act: review.request, of: h1, person: D1}\n"
    )
    holds(
        two + "- {on: 2025-03-01, act: review.decide, person: D1, finding: b, outcome: reduced, points: 1}\n",
        """
        - {refused: {on: 2025-02-20, act: review.decide, of: h1, person: D1, outcome: reduced, points: 2}}
        - {refused: {on: 2025-02-20, act: review.decide, of: h1, person: D1, finding: a, outcome: reduced, points: 7}}
        - {on: 2025-02-06, person: D1, points: 7}
        - {on: 2025-02-06, person: D1, points: 10, known_on: 2025-02-28}
        """,
    )


def test_a_decision_without_reference_means_the_latest_open_request() -> None:
    holds(
        NINE
        + "- {on: 2025-03-12, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2025-03-13, act: review.request, of: h2, person: D1}\n"
        + "- {on: 2025-04-01, act: review.decide, person: D1, outcome: revoked}\n",
        "- {on: 2025-03-11, person: D1, points: 6, points_raw: 6, status: normal}",
    )


def test_totals_are_capped_repaired_in_order_and_never_negative() -> None:
    repair = (
        "- {on: 2025-04-10, act: repair.apply, person: D1, kind: points, conditions: [policy_publicity_activity, "
        "study_and_exam]}\n- {on: 2025-04-20, act: repair.decide, person: D1, kind: points, outcome: granted, points: 2}\n"
    )
    holds(
        decide("2025-02-05", "h1", Y1, more=GENERAL, **AGREED) + repair,
        "- {on: 2025-04-20, person: D1, points: 0, points_raw: 1, points_left: 12}",
    )
    holds(
        decide("2025-02-05", "h1", Y3, more=GENERAL)
        + repair
        + decide("2025-05-06", "h2", Y2, more=MAIN)
        + deliver("2025-05-07", "h2"),
        "- {on: 2025-05-08, person: D1, points: 11, points_raw: 13, status: suspended, last_day: 2025-10-07}",
    )


def test_receipts_on_rest_days_move_clocks_but_not_sanctions() -> None:
    holds(
        decide("2025-05-30", "h1", Y3, more=MAIN) + deliver("2025-06-01", "h1"),
        """
        - {deadline: review.request, of: h1, person: D1, due: 2025-06-12}
        - {on: 2025-06-02, person: D1, status: suspended, first_day: 2025-06-02, last_day: 2025-08-01}
        """,
    )


def test_first_delivery_anchors_one_interval_for_all_sites() -> None:
    acts = (
        decide("2025-03-05", "h1", Y3, person="D2", more=MAIN)
        + deliver("2025-03-10", "h1", "institution: H53010200002")
        + deliver("2025-03-12", "h1", "institution: H53010200001")
    )
    holds(
        acts,
        """
        - {on: 2025-03-11, person: D2, site: H53010200001, status: suspended, last_day: 2025-05-10}
        - {on: 2025-03-11, person: D2, site: H53010200002, status: suspended, last_day: 2025-05-10}
        - {deadline: notice.deliver_to_person, of: h1, person: D2, institution: H53010200001, due: 2025-03-17}
        """,
    )


def test_no_delivery_no_sanction_but_points_count() -> None:
    holds(
        decide("2025-03-05", "h1", Y4, more=MAIN),
        "- {on: 2025-12-31, person: D1, points: 12, status: normal, ban_ends: null}",
    )


def test_same_type_again_in_one_inspection() -> None:
    """19a: the highest counts within a handling; later ones are booked with 0."""
    acts = (
        "- {on: 2025-02-05, act: handling.decide, id: h1, basis: administrative_penalty, institution: H53010200001,"
        " inspection: i1, findings: [{id: a, type: x, circumstances: [yunnan/23.1], persons: [{person: D1, degree: general}]},"
        " {id: b, type: x, circumstances: [yunnan/23.1], persons: [{person: D1, degree: main}]}]}\n"
    ) + decide("2025-02-20", "h2", Y3, more=MAIN, inspection="i1", type="x")
    holds(acts, "- {on: 2025-02-20, person: D1, points: 6, points_raw: 6}")


def test_late_decision_counts_in_its_own_year_and_redates_nothing() -> None:
    late = decide("2025-03-01", "h3", Y1, more=MAIN, recorded_on="2025-12-01", **AGREED) + deliver("2025-12-02", "h3")
    holds(
        NINE + late,
        """
        - {on: 2025-03-11, person: D1, status: suspended, last_day: 2025-04-10}
        - {on: 2025-03-11, person: D1, points: 9, known_on: 2025-11-30}
        - {on: 2025-03-11, person: D1, points: 12}
        - {on: 2025-12-03, person: D1, points: 12, status: terminated, ban_ends: 2026-12-02}
        """,
    )


def test_shortened_into_the_past_stays_suspended_until_restored() -> None:
    """19e, and its other reading."""
    acts = (
        decide("2025-02-05", "h1", Y2, more=MAIN)
        + deliver("2025-02-06", "h1")
        + decide("2025-03-05", "h2", Y2, more=IMPORTANT)
        + deliver("2025-03-10", "h2")
        + "- {on: 2025-03-12, act: review.request, of: h1, person: D1}\n"
        + "- {on: 2025-06-02, act: review.decide, person: D1, outcome: reduced, points: 4}\n"
    )
    after = acts + (
        "- {on: 2025-06-20, act: restoration.apply, person: D1}\n"
        "- {on: 2025-06-24, act: restoration.assess, person: D1, outcome: passed}\n"
    )
    holds(
        after,
        """
        - {on: 2025-06-10, person: D1, points: 9, status: suspended, last_day: 2025-04-10}
        - {on: 2025-06-24, person: D1, status: normal}
        - {on: 2025-05-10, person: D1, status: suspended, last_day: 2025-08-10, known_on: 2025-06-01}
        """,
    )
    holds(
        acts,
        "- {on: 2025-06-10, person: D1, points: 9, status: normal}",
        extra="\nparameters: {restoration.after_retroactive_shortening: restored_at_new_last_day}\n",
    )


def test_propagated_suspension_ends_with_its_trigger() -> None:
    holds(
        """
        - {on: 2025-07-01, act: agreement.suspend, institution: H53010200001, from: 2025-07-01, to: 2025-12-31, responsible: [D2]}
        - {on: 2025-09-01, act: agreement.resume, institution: H53010200001}
        """,
        """
        - {on: 2025-08-31, person: D2, site: H53010200002, status: suspended}
        - {on: 2025-09-01, person: D2, site: H53010200002, status: normal}
        - {on: 2025-08-31, person: D1, status: normal}
        """,
    )


def test_own_wish_of_an_institution_never_touches_persons() -> None:
    for regime in ("yunnan-2025", "hainan-2022"):
        holds(
            """
            - {on: 2025-03-01, act: agreement.suspend, institution: H53010200001, from: 2025-07-01, to: 2025-12-31,
               responsible: [D2], on_request: true}
            """,
            """
            - {on: 2025-07-02, person: D2, site: H53010200001, status: normal}
            - {claim: {on: 2025-07-02, person: D2, institution: H53010200001}, outcome: deny}
            - {claim: {on: 2025-06-30, person: D2, institution: H53010200001}, outcome: pay}
            - {claim: {on: 2025-07-02, person: D2, institution: H53010200002}, outcome: pay}
            """,
            regime=regime,
        )


def test_band_shift_at_the_edges() -> None:
    """19g: band 1 down gives 1, band 4 up gives 12, for every degree."""
    for degree in (GENERAL, IMPORTANT, MAIN):
        down = decide("2025-02-05", "h1", Y1, more=f"{degree}, shift: down, mitigating: [loss_recovered]", **AGREED)
        holds(down, "- {on: 2025-02-05, person: D1, points: 1}")
        up = decide("2025-02-05", "h1", Y4, more=f"{degree}, shift: up, aggravating: [intent]")
        holds(up, "- {on: 2025-02-05, person: D1, points: 12}")


def test_qinghai_measures_at_nine_to_eleven() -> None:
    """19h."""
    act = decide("2025-02-05", "h1", "qinghai/3.5.d", more="points: 9, months: 2")
    holds(
        act,
        "- {on: 2025-02-05, person: D1, measures: [key_supervision, institution_interview, institution_warning]}",
        regime="qinghai-2025",
    )


def test_two_persons_where_the_process_asks_for_two() -> None:
    one = decide("2025-02-05", "h1", Y2, more=MAIN, actor="王某", approved_by="王某")
    two = decide("2025-02-05", "h2", Y2, more=MAIN, actor="王某", approved_by="赵某")
    holds(two, f"- {{refused: {one[2:].strip()}}}")


def test_known_on_takes_acts_recorded_up_to_and_including_that_day() -> None:
    acts = decide("2025-02-05", "h1", Y2, more=MAIN, recorded_on="2025-02-20")
    holds(
        acts,
        """
        - {on: 2025-02-10, person: D1, points: 6}
        - {on: 2025-02-10, person: D1, points: 0, known_on: 2025-02-19}
        - {on: 2025-02-10, person: D1, points: 6, known_on: 2025-02-20}
        """,
    )


def test_a_refused_act_is_tried_after_the_acts_of_its_day() -> None:
    holds(
        decide("2025-02-05", "h1", Y2, more=MAIN),
        "- {refused: {on: 2025-02-05, act: notice.deliver_to_person, of: h1, person: D2}}",
    )


def test_an_objection_deadline_without_a_person_is_the_institution_s_own() -> None:
    acts = decide("2025-06-03", "h1", "hainan/17.3") + deliver("2025-06-06", "h1")
    holds(
        acts + "- {on: 2025-06-11, act: notice.deliver_to_person, of: h1, person: D1}\n",
        """
        - {deadline: review.request, of: h1, due: 2025-06-20}
        - {deadline: review.request, of: h1, person: D1, due: 2025-06-25}
        - {deadline: review.request, of: h1, person: D1, by: institution, due: 2025-06-20}
        """,
        regime="hainan-2022",
    )


def test_who_is_spared_by_an_institution_s_sanction_is_told_why() -> None:
    acts = "- {on: 2025-07-01, act: agreement.suspend, institution: H53010200001, to: 2025-09-30}\n"
    holds(acts, "- {on: 2025-07-05, person: D1, status: normal, cites: [yunnan/16c, yunnan/13b]}")
    holds(
        acts,
        """
        - {on: 2025-07-05, person: D2, site: H53010200001, status: suspended, cites: [hainan/20.5a]}
        - {on: 2025-07-05, person: D2, site: H53010200002, status: normal, cites: [hainan/20.5b]}
        """,
        regime="hainan-2022",
    )
    ended = "- {on: 2025-07-01, act: agreement.terminate, institution: H53010200001}\n"
    holds(
        ended,
        "- {on: 2025-07-01, person: D2, site: H53010200002, status: normal, cites: [hainan/21.3b]}",
        regime="hainan-2022",
    )
