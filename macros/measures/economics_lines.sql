{#-
    The lines of a card's economics in INR per active customer and year, in the order of a
    statement: column, kind and words. What is an income or a cost is summed by kind.
-#}
{% macro economics_lines() %}
    {{ return([
        ('moved_spend_inr', 'spend', 'Spend moved from other means of payment'),
        ('moved_card_spend_inr', 'spend', 'Spend moved from other credit cards'),
        ('carried_spend_inr', 'spend', 'Spend that the card carries'),
        ('interchange_inr', 'income', 'Interchange on spend from other means of payment'),
        ('card_interchange_inr', 'income', 'Interchange on spend from other credit cards'),
        ('fee_inr', 'income', 'Annual fee'),
        ('interest_inr', 'income', 'Interest'),
        ('reward_inr', 'running cost', 'Rewards'),
        ('milestone_inr', 'running cost', 'Milestone vouchers'),
        ('servicing_inr', 'running cost', 'Servicing'),
        ('funding_inr', 'running cost', 'Funding'),
        ('credit_loss_inr', 'running cost', 'Expected credit losses'),
        ('acquisition_inr', 'one-off cost', 'Acquisition, cards without use included'),
        ('activation_inr', 'one-off cost', 'Activation reward'),
        ('running_year_inr', 'result', 'Contribution in a running year'),
        ('first_year_inr', 'result', 'Contribution in the first year'),
        ('customer_gets_inr', 'customer', 'What the customer gets'),
        ('customer_pays_inr', 'customer', 'What the customer pays'),
        ('customer_net_inr', 'customer', 'What the customer gets less what it pays'),
        ('both_inr', 'result', 'Bank and customer together in a running year'),
    ]) }}
{% endmacro %}
