import java.sql.*;
import java.util.Properties;

/** Asks what Metabase's sync asks: schemas, tables, columns with remarks, keys, samples. */
public class MetabaseSync {
    public static void main(String[] arguments) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", arguments[1]);
        login.setProperty("password", arguments[2]);
        try (Connection connection = DriverManager.getConnection(arguments[0], login)) {
            DatabaseMetaData database = connection.getMetaData();
            ResultSet tables = database.getTables(null, null, "%", new String[] {"TABLE"});
            while (tables.next()) {
                String schema = tables.getString("TABLE_SCHEM");
                String table = tables.getString("TABLE_NAME");
                try (Statement sample = connection.createStatement()) {
                    sample.executeQuery(
                        "select * from \"" + schema + "\".\"" + table + "\" limit 5").close();
                } catch (SQLException error) {
                    continue; // Metabase leaves out what it may not read
                }
                System.out.println(String.join("\t", "table", schema, table,
                    "" + (tables.getString("REMARKS") != null)));
                ResultSet columns = database.getColumns(null, schema, table, "%");
                while (columns.next()) {
                    System.out.println(String.join("\t", "column", schema, table,
                        columns.getString("COLUMN_NAME"), columns.getString("TYPE_NAME"),
                        "" + (columns.getString("REMARKS") != null)));
                }
                ResultSet keys = database.getPrimaryKeys(null, schema, table);
                while (keys.next()) {
                    System.out.println(String.join("\t", "key", schema, table,
                        keys.getString("COLUMN_NAME")));
                }
                ResultSet parents = database.getImportedKeys(null, schema, table);
                while (parents.next()) {
                    System.out.println(String.join("\t", "parent", schema, table,
                        parents.getString("FKCOLUMN_NAME"), parents.getString("PKTABLE_NAME")));
                }
            }
        }
    }
}
