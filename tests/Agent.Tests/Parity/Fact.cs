using System.Globalization;
using System.Reflection;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>The interfaces that show tunnels.</summary>
[Flags]
internal enum Interfaces
{
    Nmsec = 1,
    Snmp = 2,
    Grpc = 4,
    TestApi = 8,
    Cli = 16,
    All = Nmsec | Snmp | Grpc | TestApi | Cli,
}

/// <summary>What one interface says about a fact: how to read it there, and what it should be in that interface's terms.</summary>
internal sealed record Cell<T>(Interfaces Interface, Func<T, object?> Shown, Func<T, object?> Expected);

/// <summary>One fact about a tunnel, and for each interface either the place that shows it or the word that it does not.</summary>
internal sealed class Fact<T>(string name, Func<T, object?> truth)
{
    /// <summary>Given by a cell that has nothing to say about an observation: a row of that interface stands for another SA.</summary>
    public static object Skip { get; } = new();

    public string Name => name;

    public Func<T, object?> Truth => truth;

    public List<Cell<T>> Cells { get; } = [];

    public Interfaces Hidden { get; private set; }

    /// <summary>Declared not shown: the interface's format has no field for it.</summary>
    public Fact<T> NotIn(Interfaces interfaces)
    {
        Hidden |= interfaces;
        return this;
    }

    /// <summary>Shown; <paramref name="expected"/> where the interface is coarser than the registry.</summary>
    public Fact<T> On(Interfaces one, Func<T, object?> shown, Func<T, object?>? expected = null)
    {
        Cells.Add(new Cell<T>(one, shown, expected ?? truth));
        return this;
    }

    public Fact<T> Nmsec(Func<T, object?> shown, Func<T, object?>? expected = null) => On(Interfaces.Nmsec, shown, expected);

    public Fact<T> Snmp(Func<T, object?> shown, Func<T, object?>? expected = null) => On(Interfaces.Snmp, shown, expected);

    public Fact<T> Grpc(Func<T, object?> shown, Func<T, object?>? expected = null) => On(Interfaces.Grpc, shown, expected);

    public Fact<T> TestApi(Func<T, object?> shown, Func<T, object?>? expected = null) => On(Interfaces.TestApi, shown, expected);

    public Fact<T> Cli(Func<T, object?> shown, Func<T, object?>? expected = null) => On(Interfaces.Cli, shown, expected);

    /// <summary>What an interface was not asked, or was asked twice.</summary>
    public IEnumerable<string> DeclarationErrors()
    {
        var shown = Cells.Aggregate(default(Interfaces), static (all, cell) => all | cell.Interface);
        foreach (var one in Enum.GetValues<Interfaces>().Where(static i => i != Interfaces.All))
        {
            if (shown.HasFlag(one) == Hidden.HasFlag(one))
            {
                yield return $"{name}: declare whether {one} shows it";
            }
        }
    }
}

/// <summary>A table of facts and how to compare it with what was observed.</summary>
internal static class FactTable
{
    /// <summary>The facts that a registry type holds: its properties, values of several parts taken apart.</summary>
    public static IEnumerable<string> NamesOf(Type type, Type[] composed, params string[] elsewhere) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => !elsewhere.Contains(p.Name)).SelectMany(property =>
            composed.Contains(property.PropertyType)
                ? property.PropertyType.GetConstructors().MaxBy(static c => c.GetParameters().Length)!.GetParameters().Select(part => $"{property.Name}.{part.Name}")
                : [property.Name]);

    /// <summary>Where an interface disagrees with the registry.</summary>
    public static IEnumerable<string> Disagreements<T>(IReadOnlyList<Fact<T>> facts, IEnumerable<T> observations) =>
        from observation in observations
        from fact in facts
        from cell in fact.Cells
        let shown = cell.Shown(observation)
        where shown != Fact<T>.Skip
        let expected = Text(cell.Expected(observation))
        where Text(shown) != expected
        select $"{observation}: {cell.Interface} shows {fact.Name} as '{Text(shown)}', not '{expected}'";

    /// <summary>Cells that said the same about everything observed: comparing them has shown nothing.</summary>
    public static IEnumerable<string> Unvaried<T>(IReadOnlyList<Fact<T>> facts, IReadOnlyList<T> observations) =>
        from fact in facts
        from cell in fact.Cells
        where observations.Select(cell.Shown).Where(static s => s != Fact<T>.Skip).Select(Text).Distinct().Take(2).Count() < 2
        select $"{cell.Interface} {fact.Name}";

    private static string Text(object? value) => value switch
    {
        null => "-",
        DateTimeOffset moment => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ReadOnlyMemory<byte> octets => Convert.ToHexStringLower(octets.Span),
        byte[] octets => Convert.ToHexStringLower(octets),
        IEnumerable<string> several => string.Join(", ", several),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "-",
    };
}
