{#- Measure names of the payment types that the mart contract has a column for. -#}
{% macro payment_measures() %}
    {{ return({
        'credit_card': 'Credit Card',
        'upi': 'UPI',
        'debit_card': 'Debit Card',
        'net_banking': 'Net Banking',
    }) }}
{% endmacro %}
