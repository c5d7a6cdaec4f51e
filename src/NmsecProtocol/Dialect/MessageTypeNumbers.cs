using System.Collections.Frozen;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>The number that each message has on the wire. Immutable.</summary>
public sealed class MessageTypeNumbers
{
    private readonly FrozenDictionary<ushort, NmsecMessageType> _types;
    private readonly FrozenDictionary<NmsecMessageType, ushort> _numbers;

    /// <summary>Makes the table.</summary>
    /// <exception cref="ArgumentException">A message has no number, or two messages share one.</exception>
    public MessageTypeNumbers(IEnumerable<KeyValuePair<NmsecMessageType, ushort>> numbers)
    {
        _numbers = numbers.ToFrozenDictionary();
        foreach (var row in MessageTypeCatalog.Rows)
        {
            if (!_numbers.ContainsKey(row.Type))
            {
                throw new ArgumentException($"{row.Name} has no number.", nameof(numbers));
            }
        }

        foreach (var sharing in _numbers.GroupBy(pair => pair.Value).Where(group => group.Count() > 1))
        {
            var names = string.Join(", ", sharing.Select(pair => MessageTypeCatalog.Get(pair.Key).Name).Order(StringComparer.Ordinal));
            throw new ArgumentException($"X'{sharing.Key:X4}' is the number of several messages: {names}.", nameof(numbers));
        }

        _types = _numbers.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
    }

    /// <summary>The number of a message.</summary>
    public ushort NumberOf(NmsecMessageType type) => _numbers[type];

    /// <summary>The message with a number, if there is one.</summary>
    public bool TryGetType(ushort number, out NmsecMessageType type) => _types.TryGetValue(number, out type);

    /// <summary>The same table with some numbers replaced.</summary>
    /// <exception cref="ArgumentException">Two messages would share a number.</exception>
    public MessageTypeNumbers With(IEnumerable<KeyValuePair<NmsecMessageType, ushort>> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        var numbers = new Dictionary<NmsecMessageType, ushort>(_numbers);
        foreach (var (type, number) in replacements)
        {
            numbers[type] = number;
        }

        return new MessageTypeNumbers(numbers);
    }
}
