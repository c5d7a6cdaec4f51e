namespace MyIkev2.Registry;

/// <summary>
/// Notify payloads of one shard by type, live. One writer, any reader. Of bounded size whatever a peer sends: the types that IANA has given out, or is
/// about to, have a cell each, all others share one.
/// </summary>
public sealed class NotifyCounts
{
    /// <summary>Under this type, which is reserved, all types are counted that have no cell of their own.</summary>
    public const ushort OtherType = 0;

    // Error types 1..63, status types 16384..16511.
    private const int ErrorCells = 64;
    private const ushort FirstStatus = 16384;
    private const int StatusCells = 128;
    private const int CellCount = ErrorCells + StatusCells;

    private readonly Counter[] _in = new Counter[CellCount];
    private readonly Counter[] _out = new Counter[CellCount];

    /// <summary>Counts one received; owner only.</summary>
    public void CountIn(ushort type) => _in[CellOf(type)].Increment();

    /// <summary>Counts one sent; owner only.</summary>
    public void CountOut(ushort type) => _out[CellOf(type)].Increment();

    /// <summary>The types that were met, by rising type.</summary>
    public IReadOnlyList<NotifyCountReading> Read() => Sum([this]);

    /// <summary>The same over several shards.</summary>
    public static IReadOnlyList<NotifyCountReading> Sum(IEnumerable<NotifyCounts> shards)
    {
        Span<ulong> received = stackalloc ulong[CellCount];
        Span<ulong> sent = stackalloc ulong[CellCount];
        received.Clear();
        sent.Clear();
        foreach (var shard in shards)
        {
            for (var cell = 0; cell < CellCount; cell++)
            {
                received[cell] += shard._in[cell].Value;
                sent[cell] += shard._out[cell].Value;
            }
        }

        var rows = new List<NotifyCountReading>();
        for (var cell = 0; cell < CellCount; cell++)
        {
            if (received[cell] + sent[cell] > 0)
            {
                rows.Add(new NotifyCountReading(TypeOf(cell), received[cell], sent[cell]));
            }
        }

        return rows;
    }

    private static int CellOf(ushort type) => type switch
    {
        < ErrorCells => type,
        >= FirstStatus and < FirstStatus + StatusCells => ErrorCells + (type - FirstStatus),
        _ => OtherType,
    };

    private static ushort TypeOf(int cell) => (ushort)(cell < ErrorCells ? cell : FirstStatus + (cell - ErrorCells));
}

/// <summary>Notify payloads of one type.</summary>
/// <param name="Type">The type, or <see cref="NotifyCounts.OtherType"/> for all that have no row of their own.</param>
/// <param name="In">Received.</param>
/// <param name="Out">Sent.</param>
public readonly record struct NotifyCountReading(ushort Type, ulong In, ulong Out)
{
    /// <summary>Its name in IANA's registry; empty for a type that has none.</summary>
    public string Name => NotifyNames.Of(Type);
}
