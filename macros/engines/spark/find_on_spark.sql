{#-
    The one source of a table in a delivery's folder: its path and format. The folder is
    any that Spark lists, with all that lies below it. Raises a sentence where there is no
    source or more than one.
-#}
{% macro find_on_spark(folder, table) %}
    {#- names alone: no content is read -#}
    {%- do run_query(
        'create or replace temporary view delivery_files using binaryFile options (path '
        ~ spark_text(folder) ~ ", recursiveFileLookup 'true')"
    ) -%}
    {%- set files = run_query('select path from delivery_files order by path').columns[0].values() -%}
    {%- set sources = {} -%}
    {%- for path in files -%}
        {%- set match = modules.re.fullmatch(
            '(.*/' ~ table ~ ')(/[^/]+?)?(?:[.](csv|csv[.]gz|parquet))?', path
        ) -%}
        {%- if match and (match[2] or match[3]) -%}
            {%- if not match[3] -%}
                {%- do exceptions.raise_compiler_error(
                    path ~ ': expected a part file (.csv, .csv.gz, .parquet); rename it or'
                    ~ ' take it out of the folder.'
                ) -%}
            {%- endif -%}
            {%- do sources.update({
                (match[1] if match[2] else path) ~ ' ' ~ match[3]: {
                    'path': match[1] if match[2] else path,
                    'format': 'parquet' if match[3] == 'parquet' else 'csv',
                }
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not sources -%}
        {%- do exceptions.raise_compiler_error(
            folder ~ ': expected ' ~ table ~ '.csv, ' ~ table ~ '.csv.gz, ' ~ table
            ~ '.parquet or a folder ' ~ table ~ '/ of part files, found none; put the file'
            ~ ' there, or unset MITRON_RAW_DIR to use the synthetic pilot.'
        ) -%}
    {%- elif sources | length > 1 -%}
        {%- do exceptions.raise_compiler_error(
            folder ~ ': expected one source for ' ~ table ~ ', found '
            ~ sources.keys() | join(' and ') ~ '; this is ambiguous, keep one of them.'
        ) -%}
    {%- endif -%}
    {{ return(sources.values() | first) }}
{% endmacro %}
