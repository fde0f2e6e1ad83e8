{#-
    What is wrong with the vars and with MITRON_RAW_DIR, a sentence each: a value out of its
    range, an unknown name, a variable that is set but empty.
-#}
{% macro check_vars() -%}
    {%- set refusals = [] -%}
    {%- if env_var('MITRON_RAW_DIR', 'unset') == '' -%}
        {%- do refusals.append(
            'MITRON_RAW_DIR: expected the folder of a delivery, found nothing; set it, or unset'
            ~ ' it to use the synthetic pilot.'
        ) -%}
    {%- endif -%}
    {%- set ranges = {
        'pilot_year': [1900, 2200],
        'max_quarantined_pct': [0, 100],
        'min_grid_pct': [0, 100],
        'min_customers_with_spends_pct': [0, 100],
        'max_fewer_customers_pct': [0, 100],
        'high_value_min_utilisation_pct': [0, 1000],
        'mid_value_min_utilisation_pct': [0, 1000],
        'confidence_z': [0.1, 10],
        'disclosure_min_customers': [2, 1000],
        'reliability_min_customers': [2, 100000],
        'reliability_max_interval_points': [0, 1000],
        'distinctive_alpha': [0.000001, 0.5],
        'distinctive_min_index_points': [0, 1000],
        'card_share_min_points': [0, 100],
        'driver_min_lost_pct': [0, 100],
        'key_segment_min_customers': [2, 100000],
        'jackknife_groups': [10, 1000],
        'one_customer_max_points': [0, 1000],
    } -%}
    {%- set whole = ['pilot_year', 'disclosure_min_customers', 'reliability_min_customers',
        'key_segment_min_customers', 'jackknife_groups'] -%}
    {%- set others = ['contract_version', 'customer_id_pattern', 'publish_core',
        'allow_fewer_members', 'publish_synthetic_over_real', 'income_band_limits_inr'] -%}
    {%- for name in invocation_args_dict.get('vars') or {}
        if name not in ranges and name not in others -%}
        {%- do refusals.append(
            'vars: expected a var of dbt_project.yml, found ' ~ name ~ '; correct its name.'
        ) -%}
    {%- endfor -%}
    {%- for name, (low, high) in ranges.items() -%}
        {%- set value = var(name) -%}
        {%- if value is not number or value is boolean or value < low or value > high
            or (name in whole and value != value | int) -%}
            {%- do refusals.append(
                name ~ ': expected a ' ~ ('whole ' if name in whole) ~ 'number from ' ~ low ~ ' to '
                ~ high ~ ', found ' ~ value ~ '; correct the var.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not refusals
        and var('mid_value_min_utilisation_pct') >= var('high_value_min_utilisation_pct') -%}
        {%- do refusals.append(
            'mid_value_min_utilisation_pct: expected less than high_value_min_utilisation_pct ('
            ~ var('high_value_min_utilisation_pct') ~ '), found '
            ~ var('mid_value_min_utilisation_pct') ~ '; correct the vars.'
        ) -%}
    {%- endif -%}
    {%- for name in ['publish_core', 'allow_fewer_members', 'publish_synthetic_over_real']
        if var(name) is not boolean -%}
        {%- do refusals.append(
            name ~ ': expected true or false, found ' ~ var(name) ~ '; correct the var.'
        ) -%}
    {%- endfor -%}
    {%- set limits = var('income_band_limits_inr') -%}
    {%- if limits is string or limits is mapping or limits is not iterable
        or limits | reject('number') | list or limits | select('boolean') | list
        or limits | select('le', 0) | list or limits != limits | unique | sort -%}
        {%- do refusals.append(
            'income_band_limits_inr: expected a list of rising amounts above zero, found '
            ~ limits ~ '; correct the var.'
        ) -%}
    {%- endif -%}
    {%- if target.type == 'spark' and target.threads > 1 -%}
        {%- do refusals.append(
            'threads: expected 1 on Spark, whose session is one, found ' ~ target.threads
            ~ '; leave --threads out.'
        ) -%}
    {%- endif -%}
    {{ return(refusals) }}
{%- endmacro %}
