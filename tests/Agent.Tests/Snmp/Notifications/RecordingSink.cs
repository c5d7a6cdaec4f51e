using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Notifications;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp.Notifications;

/// <summary>A notification as a receiver reads it: its name and its objects, by numbers.</summary>
internal sealed record ReadNotification(string Name, uint UpTime, IReadOnlyList<(string Name, BerTag Tag, object Value)> Objects)
{
    /// <summary>Objects as text, for comparing.</summary>
    internal string[] Lines => [.. Objects.Select(item => $"{item.Name} = {item.Value}")];
}

/// <summary>Takes notifications and keeps them.</summary>
internal sealed class RecordingSink : INotificationSink
{
    private readonly Queue<ReadNotification> _taken = [];

    internal int Count => _taken.Count;

    public void Notify(Notification notification)
    {
        var objects = new List<(string, BerTag, object)>();
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var list = new BerReader(notification.Objects);
        while (!list.IsEmpty)
        {
            var binding = list.ReadConstructed(BerTag.Sequence);
            var length = binding.ReadObjectIdentifier(name);
            var instance = new ObjectIdentifier(name[..length]).ToString();
            var tag = binding.PeekTag;
            object value = tag switch
            {
                BerTag.Integer => binding.ReadInteger32(),
                BerTag.Gauge32 or BerTag.TimeTicks => binding.ReadUnsigned32(tag),
                BerTag.OctetString => Text(binding.ReadOctetString()),
                BerTag.ObjectIdentifier => new ObjectIdentifier(name[..binding.ReadObjectIdentifier(name)]).ToString(),
                _ => throw new InvalidDataException($"{tag} in a notification."),
            };
            binding.ExpectEnd();
            Assert.Equal(BerError.None, binding.Error);
            objects.Add((instance, tag, value));
        }

        Assert.Equal(BerError.None, list.Error);
        _taken.Enqueue(new ReadNotification(notification.Name.ToString(), notification.UpTime, objects));
    }

    internal ReadNotification[] TakeAll()
    {
        var all = _taken.ToArray();
        _taken.Clear();
        return all;
    }

    private static string Text(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            if (octet is < 0x20 or > 0x7E)
            {
                return Convert.ToHexString(octets);
            }
        }

        return System.Text.Encoding.ASCII.GetString(octets);
    }
}

/// <summary>Settings that are kept nowhere.</summary>
internal sealed class MemorySettings : ISnmpSettings
{
    private readonly Dictionary<string, long> _values = [];

    public long Get(string name, long otherwise) => _values.GetValueOrDefault(name, otherwise);

    public bool TrySet(string name, long value)
    {
        _values[name] = value;
        return true;
    }
}

/// <summary>A source of notifications over a canned registry, with a clock that the test moves.</summary>
internal sealed class SourceFixture
{
    internal const string Root = "1.3.6.1.4.1.8072.9999.9999.4500";

    internal SourceFixture(int tunnels = 3, CiscoOptions? cisco = null)
    {
        Canned = new CannedRegistry(tunnels);
        Switches = new NotificationSwitches(Settings);
        Source = new NotificationSource(new NotificationSourceServices(
            Canned.Registry, new MibNumbers(Canned.Clock), Switches, Throttle, MibRoot.Default, cisco ?? new CiscoOptions(), () => UpTime, [Sink]));
    }

    internal CannedRegistry Canned { get; }

    internal RecordingSink Sink { get; } = new();

    internal MemorySettings Settings { get; } = new();

    internal NotificationSwitches Switches { get; }

    internal NotificationThrottle Throttle { get; } = new();

    internal NotificationSource Source { get; }

    internal TimeSpan UpTime { get; set; } = TimeSpan.FromSeconds(1234.5);

    /// <summary>Switches one of the Cisco module's notifications on.</summary>
    internal void EnableCisco(string control) => Settings.TrySet($"cipSecTrapCntl{control}", 1);
}
