{#- The sums of a cell of a spend mix that its standard errors are made of: y is what a customer
    spends on the item, x what the customer spends; sums of y, x, yy, xy and xx. -#}
{% macro spend_sums() %}
    {{ return([
        'item_spend', 'spend', 'item_spend_squares', 'spend_products', 'spend_squares',
    ]) }}
{% endmacro %}
