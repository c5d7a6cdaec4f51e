using System.Net;
using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Tests.Sessions;

/// <summary>Sessions and moments for tests.</summary>
internal static class Flows
{
    public const byte Tcp = 6;
    public const byte Udp = 17;

    public static EngineInstant At(double seconds) => new((long)(seconds * 1000), 1_700_000_000_000 + (long)(seconds * 1000));

    public static SessionAddress Address(string text) => SessionAddress.From(IPAddress.Parse(text));

    /// <summary>A UDP session whose flow is as particular as <paramref name="flow"/>.</summary>
    public static SessionDefinition Session(ulong id, int flow = 0, uint idle = 0) => new()
    {
        Id = id,
        InInterface = SessionInterfaces.Inside,
        OutInterface = SessionInterfaces.Outside,
        Source = new SessionAddress(0x0A01_0000u + (uint)(flow >> 8), false),
        Destination = Address("10.2.1.7"),
        SourcePort = (ushort)(flow & 0xFF),
        DestinationPort = 53,
        Protocol = Udp,
        Action = SessionAction.Forward,
        IdleSeconds = idle,
    };

    public static SessionTable Table(SessionTableOptions? options = null, int shards = 1) => new(options ?? new SessionTableOptions { Capacity = 1000 }, shards, seed: 7);

    public static SessionAddOutcome[] Add(this SessionTable table, double seconds, params SessionDefinition[] sessions) =>
        [.. table.Add(At(seconds), sessions).Outcomes];

    /// <summary>Everything that is due until then, each at its moment.</summary>
    public static void ExpireUntil(this SessionTable table, double seconds)
    {
        while (table.NextDeadline is { } at && at <= At(seconds).Monotonic)
        {
            table.Expire(new EngineInstant(at, 1_700_000_000_000 + at));
        }
    }

    public static SessionReading? Find(this SessionTable table, ulong id) => SessionReader.Find(table, id);
}
