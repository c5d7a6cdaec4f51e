using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>The two objects of syntax TunnelStatus. destroy(2) is all that can be set, and it cannot be taken back.</summary>
internal static class StatusColumns
{
    internal const int Active = 1;
    internal const int Destroy = 2;

    /// <summary>A status.</summary>
    /// <param name="columns">The columns of the table.</param>
    /// <param name="number">Number of the object.</param>
    /// <param name="isUp">Whether there is anything to destroy.</param>
    /// <param name="destroy">Begins to destroy it; null if that is not offered.</param>
    internal static MibObjectList<TRow> Status<TRow>(
        this MibObjectList<TRow> columns, uint number, Func<TRow, bool> isUp, Func<TRow, bool>? destroy)
    {
        int Read(TRow row) => isUp(row) ? Active : Destroy;
        if (destroy is null)
        {
            return columns.Integer32(number, "Status", Read);
        }

        return columns.Writable(
            number,
            "Status",
            MibSyntax.Integer32,
            (row, ref writer) => writer.WriteInteger32(Read(row)),
            new MibSetter<TRow>(
                (row, in value) => value.AsInteger32() switch
                {
                    Destroy => isUp(row) ? ErrorStatus.NoError : ErrorStatus.InconsistentValue,
                    _ => ErrorStatus.WrongValue,
                },
                (row, in _, out undo) =>
                {
                    undo = null;
                    return destroy(row);
                }));
    }
}
