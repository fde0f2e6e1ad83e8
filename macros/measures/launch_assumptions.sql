{#- Names of the assumptions that card economics rest on, as the seed spells them. -#}
{% macro launch_assumptions() %}
    {{ return([
        'acceptance_pct',
        'activation_pct',
        'moved_share_pct',
        'moved_card_share_pct',
        'interchange_pct',
        'upi_with_interchange_pct',
        'rewarded_share_pct',
        'receivable_months',
        'funding_pct',
        'revolving_share_pct',
        'interest_pct',
        'credit_loss_pct',
        'acquisition_inr_per_card',
        'servicing_inr_a_year',
    ]) }}
{% endmacro %}
