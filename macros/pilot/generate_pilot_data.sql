{#-
    Makes the synthetic pilot: raw_customers.csv and raw_spends.csv.

    Every number follows from pilot_parameters() and the md5 of a customer's number, so
    that the same call writes the same bytes. People are dealt out by quota, not drawn, so
    that 4,000 customers already meet the intended shares.

    customers  how many; ids start at ATQCUS5001, which the bank's files do not use
    folder     an existing folder; outside seeds/raw the files are named dim_customers.csv
               and fact_spends.csv, so that MITRON_RAW_DIR can point to it
-#}
{% macro generate_pilot_data(customers=4000, folder='seeds/raw') %}
    {% set delivery_names = {'customers': 'dim_customers', 'spends': 'fact_spends'} %}
    {% set seed_names = {'customers': 'raw_customers', 'spends': 'raw_spends'} %}
    {% set names = seed_names if folder == 'seeds/raw' else delivery_names %}
    {% set path = folder | replace("'", "''") %}
    {% do run_query('create or replace temporary table pilot_people as ' ~ pilot_people(customers)) %}
    {% do run_query(
        'copy (select customer_id, age_group, city, occupation, gender, marital_status'
        ~ ' as "marital status", avg_income from pilot_people'
        ~ " order by md5('shuffle' || number), number) to '"
        ~ path ~ '/' ~ names['customers'] ~ ".csv' (header)"
    ) %}
    {% do run_query(
        'copy (' ~ pilot_spends() ~ ") to '" ~ path ~ '/' ~ names['spends'] ~ ".csv' (header)"
    ) %}
    {% do run_query(
        "copy (select 'Synthetic data, made by dbt run-operation generate_pilot_data. This"
        ~ " file marks it as such: marts.about says synthetic where it lies beside the data.')"
        ~ " to '" ~ path ~ "/SYNTHETIC.txt' (format csv, header false, quote '')"
    ) %}
    {% do run_query('drop table pilot_people') %}
    {% do log(
        'Wrote ' ~ customers ~ ' synthetic customers and their spends to ' ~ folder
        ~ '/' ~ names['customers'] ~ '.csv and ' ~ names['spends'] ~ '.csv.', info=true
    ) %}
{% endmacro %}
