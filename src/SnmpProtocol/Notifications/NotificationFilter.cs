using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>
/// A filter profile (RFC 3413 section 6): which notifications a target is to get. The notification's name must be
/// included; an object that lies in an excluded family stops it too, while one that no family mentions does not.
/// </summary>
public sealed class NotificationFilter
{
    private readonly ViewTreeFamily[] _families;

    /// <summary>Makes a profile.</summary>
    /// <param name="name">snmpNotifyFilterProfileName, 1 to 32 octets.</param>
    /// <param name="families">The rows of snmpNotifyFilterTable, in any order.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or two rows have the same subtree.</exception>
    public NotificationFilter(string name, params IEnumerable<ViewTreeFamily> families)
    {
        Name = AccessName.Check(name, GroupMember.MaximumLength, nameof(name));
        _families = ViewTreeFamily.InOrderOfDecision(families, $"Filter {name} has two rows");
    }

    /// <summary>Name of the profile.</summary>
    public string Name { get; }

    /// <summary>Its families, in the order of their subtrees, which is that of snmpNotifyFilterTable.</summary>
    public IEnumerable<ViewTreeFamily> Families => _families.OrderBy(family => family.Subtree);

    /// <summary>Whether the notification is for a target with this filter.</summary>
    public bool Passes(Notification notification)
    {
        if (ViewTreeFamily.Find(_families, notification.Name.SubIdentifiers) is not { Included: true })
        {
            return false;
        }

        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var objects = notification.ReadObjects();
        while (objects.MoveNext(name, out var length))
        {
            if (ViewTreeFamily.Find(_families, name[..length]) is { Included: false })
            {
                return false;
            }
        }

        return true;
    }
}
