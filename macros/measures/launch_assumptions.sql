{#- Names of the assumptions that the launch scenarios rest on, as the seed spells them. -#}
{% macro launch_assumptions() %}
    {{ return([
        'acceptance_pct',
        'activation_pct',
        'moved_share_pct',
        'interchange_pct',
        'upi_with_interchange_pct',
        'rewarded_share_pct',
        'fee_paying_pct',
    ]) }}
{% endmacro %}
