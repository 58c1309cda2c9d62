import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * An in-memory H2 database: tables, 50,000 rows by insert-select, an index, joins, aggregates, a transaction, an
 * error.
 */
public class H2Driver {
    static void print(ResultSet rows) throws SQLException {
        ResultSetMetaData meta = rows.getMetaData();
        while (rows.next()) {
            StringBuilder line = new StringBuilder();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                line.append(i > 1 ? " | " : "").append(meta.getColumnLabel(i)).append('=').append(rows.getString(i));
            }
            System.out.println(line);
        }
    }

    public static void main(String[] args) throws Exception {
        try (Connection c = DriverManager.getConnection("jdbc:h2:mem:test"); Statement s = c.createStatement()) {
            System.out.println(c.getMetaData().getDatabaseProductName() + " " + c.getMetaData()
                    .getDatabaseMajorVersion());
            s.execute("create table item(id int primary key, name varchar(40), price decimal(10, 2), made date)");
            System.out.println(s.executeUpdate("insert into item select x, 'item ' || mod(x * 7, 1000), mod(x, 97) * 1.25, dateadd('day', mod(x, 365), date '2020-01-01') from system_range(1, 50000)") + " rows");
            s.execute("create index by_name on item(name)");
            s.execute("create table tag(item int references item(id), label varchar(10))");
            s.executeUpdate("insert into tag select x * 10, case mod(x, 3) when 0 then 'red' when 1 then 'green' else 'blue' end from system_range(1, 5000)");
            print(s.executeQuery("select count(*) n, sum(price) total, min(made) first, max(name) last, avg(price) mean from item"));
            print(s.executeQuery("select name, count(*) n, sum(price) total from item where name like 'item 99%' group by name having sum(price) > 3000 order by total desc, name limit 5"));
            print(s.executeQuery("select t.label, count(*) n, round(avg(i.price), 3) mean from tag t join item i on i.id = t.item group by t.label order by 1"));
            print(s.executeQuery("select extract(month from made) m, count(*) n from item group by extract(month from made) order by m"));
            try (PreparedStatement p =
                    c.prepareStatement("select id, name, row_number() over (order by id desc) r from item where name = ? and id between ? and ? order by id limit 3")) {
                p.setString(1, "item 7");
                p.setInt(2, 1000);
                p.setInt(3, 40000);
                print(p.executeQuery());
            }
            c.setAutoCommit(false);
            System.out.println(s.executeUpdate("update item set price = price + 1 where mod(id, 2) = 0")
                    + " updated");
            c.rollback();
            print(s.executeQuery("select sum(price) total from item"));
            System.out.println(s.executeUpdate("delete from item where id > 49000 and id not in (select item from tag)") + " deleted");
            c.commit();
            print(s.executeQuery("with recursive f(n, a, b) as (select 1, 0, 1 union all select n + 1, b, a + b from f where n < 30) select max(b) fib from f"));
            try {
                s.executeUpdate("insert into item values(1, 'again', 1, current_date)");
            } catch (SQLException e) {
                System.out.println(e.getSQLState() + " " + e.getErrorCode());
            }
        }
    }
}
