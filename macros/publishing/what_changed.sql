{#-
    The lines of marts.changes that matter most, for the end of a command that published: the
    headline, what the studies' claims and the recommendations became, and the delivery.
-#}
{% macro what_changed() -%}
    {%- set since = ask(
        'select distinct left(compared_build_id, 8), cast(compared_built_at as date)'
        ~ ' from marts.changes'
    ) -%}
    {%- if not since -%}
        {%- set known = ask('select min(recency) from operations.published_rows')[0][0] -%}
        {{ return([
            'The first publication here: there is nothing to compare with.' if known is none
            else 'Nothing was compared: the last publication could not be read.' if known == 0
            else 'Nothing to compare with: no publication of another delivery is kept here.'
        ]) }}
    {%- endif -%}
    {%- set findings = [] -%}
    {%- for condition in [
        "mart = 'portfolio' and measure in ('utilisation_pct', 'credit_card_share_pct')",
        "topic = 'delivery' and (mart = 'portfolio' or subject = 'spends'"
        ~ " and measure = 'quarantined_rows')",
    ] -%}
        {%- do findings.append(ask(
            "select string_agg(finding, ' ' order by mart, measure desc) from marts.changes where "
            ~ condition
        )[0][0]) -%}
    {%- endfor -%}
    {%- set listed = [] -%}
    {%- for topic, change, number, names in ask(
        "select topic, measure, count(*),"
        ~ " array_to_string(list(subject order by subject)[:3], ', ') from marts.changes"
        ~ " where measure in ('turned', 'came', 'went')"
        ~ " group by topic, measure order by topic desc, measure desc"
    ) -%}
        {%- do listed.append(
            number ~ ' ' ~ topic ~ ('s ' if number > 1 else ' ') ~ change
            ~ (' (' ~ names ~ (', ...' if number > 3) ~ ')' if topic in ('verdict', 'month'))
        ) -%}
    {%- endfor -%}
    {{ return([
        'Changed since build ' ~ since[0][0] ~ ' of ' ~ since[0][1] ~ ': ' ~ findings[0],
        (listed | join(', ') if listed
            else 'No verdict, key segment, card feature or month came, went or turned') ~ '.',
        findings[1],
    ]) }}
{%- endmacro %}
