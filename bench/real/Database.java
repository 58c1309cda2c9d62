import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** An H2 database in memory, made and dropped again as often as the argument says. */
public class Database {
    private static final int ROWS = 50000;

    private static void print(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            StringBuilder line = new StringBuilder();
            for (int i = 1; i <= columns; i++) {
                line.append(i > 1 ? " | " : "").append(rows.getString(i));
            }
            System.out.println(line);
        }
    }

    private static void fill(Statement s) throws SQLException {
        s.execute("create table item(id int primary key, name varchar(40), price decimal(10, 2), made date)");
        s.executeUpdate("insert into item select x, 'item ' || mod(x * 7, 1000), mod(x, 97) * 1.25,"
                + " dateadd('day', mod(x, 365), date '2020-01-01') from system_range(1, " + ROWS + ")");
        s.execute("create index by_name on item(name)");
        s.execute("create table tag(item int references item(id), label varchar(10))");
        s.executeUpdate("insert into tag select x * 10, case mod(x, 3) when 0 then 'red' when 1 then 'green' else 'blue' end"
                + " from system_range(1, " + ROWS / 10 + ")");
    }

    private static void report(Statement s) throws SQLException {
        print(s.executeQuery("select count(*), sum(price), min(made), max(name), avg(price) from item"));
        print(s.executeQuery("select name, count(*), sum(price) total from item where name like 'item 99%' group by name"
                + " having sum(price) > 3000 order by total desc, name limit 5"));
        print(s.executeQuery("select t.label, count(*), round(avg(i.price), 3) from tag t join item i on i.id = t.item"
                + " group by t.label order by 1"));
        print(s.executeQuery("select extract(month from made) m, count(*) from item group by extract(month from made) order by m"));
    }

    private static void look(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement(
                "select id, name, price from item where name = ? and id between ? and ? order by id limit 3")) {
            long sum = 0;
            for (int i = 0; i < 3000; i++) {
                p.setString(1, "item " + i % 1000);
                p.setInt(2, 1000);
                p.setInt(3, 40000);
                ResultSet rows = p.executeQuery();
                while (rows.next()) {
                    sum += rows.getInt(1);
                }
            }
            System.out.println(sum);
        }
    }

    private static void insert(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("insert into item values(?, ?, ?, ?)")) {
            for (int i = 0; i < 20000; i++) {
                p.setInt(1, 100000 + i);
                p.setString(2, "new " + i);
                p.setInt(3, i);
                p.setDate(4, Date.valueOf("2021-02-03"));
                p.executeUpdate();
            }
        }
    }

    public static void main(String[] args) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:h2:mem:bench"); Statement s = c.createStatement()) {
            for (int round = 0; round < Integer.parseInt(args[0]); round++) {
                fill(s);
                report(s);
                look(c);
                insert(c);
                s.executeUpdate("update item set price = price + 1 where mod(id, 2) = 0");
                s.executeUpdate("delete from item where id > 49000 and id not in (select item from tag)");
                print(s.executeQuery("select sum(price), count(*) from item"));
                s.execute("drop table tag");
                s.execute("drop table item");
            }
        }
    }
}
