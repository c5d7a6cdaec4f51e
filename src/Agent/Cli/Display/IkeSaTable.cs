using System.Text;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show ike ike-sa</c>: one row per IKE SA, columns as wide as their widest cell, one blank between.</summary>
internal static class IkeSaTable
{
    // TABLE: heading and content, in order.
    private static readonly (string Heading, Func<IkeSaView, string> Cell)[] Columns =
    [
        ("VPN", static sa => sa.VpnName),
        ("Local-Addr", static sa => sa.LocalAddress),
        ("Local-ID", static sa => sa.LocalId),
        ("Remote-Addr", static sa => sa.RemoteAddress),
        ("Remote-ID", static sa => sa.RemoteId),
        ("State", static sa => sa.State),
        ("Child-SAs", static sa => sa.ActiveChildren.ToString()),
    ];

    public static string Format(IkeSaList list)
    {
        var rows = list.IkeSas.Select(static sa => Columns.Select(c => c.Cell(sa)).ToArray()).Prepend([.. Columns.Select(static c => c.Heading)]).ToList();
        var widths = Enumerable.Range(0, Columns.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length - 1; column++)
            {
                text.Append(row[column].PadRight(widths[column] + 1));
            }

            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }
}
