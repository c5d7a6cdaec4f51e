using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>One NOTIFICATION-TYPE: its name, what switches it, when it is sent and what it carries.</summary>
internal sealed record NotificationDefinition
{
    /// <summary>Its name in the MIB module.</summary>
    internal required string Descriptor { get; init; }

    /// <summary>Its object identifier, under an arc of MYIKEV2-MIB.</summary>
    internal required Func<ObjectIdentifier, ObjectIdentifier> Name { get; init; }

    /// <summary>The object that switches it alone; null where one object switches several.</summary>
    internal string? Switch { get; init; }

    /// <summary>Whether it is switched on.</summary>
    internal required Func<NotificationSwitches, bool> IsEnabled { get; init; }

    /// <summary>The kinds of change that can cause it.</summary>
    internal required TunnelChangeKind[] Kinds { get; init; }

    /// <summary>Whether a change of these kinds does.</summary>
    internal Func<NotificationEvent, bool> When { get; init; } = static _ => true;

    /// <summary>
    /// In a storm of downs it only says again what the down of the vpn says: not sent then, if those are switched on.
    /// </summary>
    internal bool EchoesDown { get; init; }

    /// <summary>
    /// It tells of a failure that may come again and again, with each packet or attempt: not repeated within a minute for
    /// the same vpn or peer and reason.
    /// </summary>
    internal bool Recurs { get; init; }

    /// <summary>Its objects, in the order of the module.</summary>
    internal NotificationObject[] Objects { get; init; } = [];

    /// <summary>Makes the notification.</summary>
    internal Notification Build(NotificationEvent source, NotificationBuilder builder)
    {
        builder.Begin(Name(source.Root), Views.AgentClock.Hundredths(source.UpTime));
        foreach (var item in Objects)
        {
            builder.Add(item.Instance(source), source, item.Write);
        }

        return builder.Build();
    }
}
