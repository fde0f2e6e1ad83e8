{#- Fails where two rows of a model share the values of `columns`, its grain, or lack one. -#}
{% test unique_combination(model, columns) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    or {{ columns | join(' is null or ') }} is null
{% endtest %}
