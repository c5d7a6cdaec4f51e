using System.Collections.Frozen;
using System.Reflection;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>
/// The numbers of the constants that this project had to number itself, such as the encapsulation modes. A dialect can
/// give them others; constants of the published text have theirs in every dialect. Immutable.
/// </summary>
public sealed class CodeNumbers
{
    private static readonly FrozenDictionary<string, Constant> Constants = Find().ToFrozenDictionary(constant => constant.Name);

    private readonly FrozenDictionary<string, byte> _numbers;

    private CodeNumbers(IEnumerable<KeyValuePair<string, byte>> numbers) => _numbers = numbers.ToFrozenDictionary();

    /// <summary>The numbers of <c>design-1</c>.</summary>
    public static CodeNumbers Design { get; } = new(Constants.Values.Select(constant => KeyValuePair.Create(constant.Name, constant.Value)));

    /// <summary>Every constant that can be renumbered, and its number here, by enumeration and value.</summary>
    public IEnumerable<KeyValuePair<string, byte>> Rows => Constants.Values
        .OrderBy(constant => constant.Enumeration.Name, StringComparer.Ordinal).ThenBy(constant => constant.Value)
        .Select(constant => KeyValuePair.Create(constant.Name, _numbers[constant.Name]));

    /// <summary>Why a constant cannot have a number, or null if it can.</summary>
    public static string? Refusal(string name, byte number)
        => Constants.ContainsKey(name) ? null
            : PublishedNumber(name) is not { } published ? "There is no such constant."
            : published == number ? null
            : "This constant is published and has the same number in every dialect.";

    /// <summary>The same numbers with some replaced.</summary>
    /// <exception cref="ArgumentException">Two constants of one enumeration would share a number.</exception>
    public CodeNumbers With(IEnumerable<KeyValuePair<string, byte>> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        var numbers = new Dictionary<string, byte>(_numbers);
        foreach (var (name, number) in replacements.Where(pair => Constants.ContainsKey(pair.Key)))
        {
            numbers[name] = number;
        }

        foreach (var enumeration in Constants.Values.Select(constant => constant.Enumeration).Distinct())
        {
            var taken = Members(enumeration).GroupBy(member => NumberOf(member, numbers)).FirstOrDefault(group => group.Count() > 1);
            if (taken is not null)
            {
                throw new ArgumentException($"{string.Join(" and ", taken.Select(member => member.Name))} have the same number {taken.Key}.");
            }
        }

        return new CodeNumbers(numbers);
    }

    /// <summary>The way from values to wire numbers and back; null if they are the same.</summary>
    internal CodeMap? MapOf(Type enumeration)
    {
        var members = Constants.Values.Where(constant => constant.Enumeration == enumeration).ToList();
        return members.TrueForAll(member => _numbers[member.Name] == member.Value)
            ? null
            : new CodeMap(members.Select(member => (member.Value, _numbers[member.Name])));
    }

    private static byte? PublishedNumber(string name) => Enumerations().SelectMany(Members).FirstOrDefault(member => member.Name == name)?.Value;

    private static byte NumberOf(Constant member, Dictionary<string, byte> numbers) => numbers.GetValueOrDefault(member.Name, member.Value);

    private static IEnumerable<Constant> Find() => Enumerations().SelectMany(Members).Where(member => member.IsDesign);

    private static IEnumerable<Type> Enumerations() => typeof(CodeNumbers).Assembly.GetTypes().Where(
        type => type.IsEnum && type.Namespace == typeof(NmsecNameAttribute).Namespace && !type.IsDefined(typeof(FlagsAttribute))
            && type.GetEnumUnderlyingType() == typeof(byte));

    private static IEnumerable<Constant> Members(Type enumeration)
        => from field in enumeration.GetFields(BindingFlags.Public | BindingFlags.Static)
           let name = field.GetCustomAttribute<NmsecNameAttribute>()
           select new Constant(enumeration, name?.Name ?? $"{enumeration.Name}.{field.Name}", (byte)field.GetRawConstantValue()!, name?.IsDesign ?? false);

    private sealed record Constant(Type Enumeration, string Name, byte Value, bool IsDesign);
}

/// <summary>Translates between the values of an enumeration and a dialect's numbers for them.</summary>
internal sealed class CodeMap
{
    private readonly byte[] _toWire = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
    private readonly byte[] _fromWire = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    public CodeMap(IEnumerable<(byte Value, byte Number)> members)
    {
        var rows = members.ToList();

        // A number that was one member's in the design means nothing now unless another has it.
        rows.ForEach(row => _fromWire[row.Value] = 0);
        foreach (var (value, number) in rows)
        {
            _toWire[value] = number;
            _fromWire[number] = value;
        }
    }

    /// <summary>The wire number of a value.</summary>
    public byte ToWire(byte value) => _toWire[value];

    /// <summary>The value of a wire number.</summary>
    public byte FromWire(byte number) => _fromWire[number];
}
