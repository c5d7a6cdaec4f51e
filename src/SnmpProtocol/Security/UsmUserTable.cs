using System.Collections;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// The users of one engine, in the order of usmUserTable: shorter names first, then by octets. Immutable; a reload makes
/// another one.
/// </summary>
public sealed class UsmUserTable : IReadOnlyList<UsmUser>
{
    private readonly UsmUser[] _users;

    /// <summary>Makes a table.</summary>
    /// <exception cref="ArgumentException">Two users have the same name.</exception>
    public UsmUserTable(params IEnumerable<UsmUser> users)
    {
        _users = [.. users];
        Array.Sort(_users, (one, other) => Compare(one.NameOctets, other.NameOctets));
        for (var i = 1; i < _users.Length; i++)
        {
            if (_users[i].NameOctets.SequenceEqual(_users[i - 1].NameOctets))
            {
                throw new ArgumentException($"Two users have the name {_users[i].Name}.", nameof(users));
            }
        }
    }

    /// <summary>A table without users.</summary>
    public static UsmUserTable Empty { get; } = new();

    /// <inheritdoc/>
    public int Count => _users.Length;

    /// <inheritdoc/>
    public UsmUser this[int index] => _users[index];

    /// <summary>The user of that name, or null.</summary>
    public UsmUser? Find(ReadOnlySpan<byte> name)
    {
        var low = 0;
        for (var high = _users.Length - 1; low <= high;)
        {
            var middle = (low + high) / 2;
            var order = Compare(_users[middle].NameOctets, name);
            if (order == 0)
            {
                return _users[middle];
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public IEnumerator<UsmUser> GetEnumerator() => ((IEnumerable<UsmUser>)_users).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int Compare(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.Length != other.Length ? one.Length - other.Length : one.SequenceCompareTo(other);
}
