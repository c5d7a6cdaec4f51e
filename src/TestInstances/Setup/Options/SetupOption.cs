using MyIkev2.Engine;
using MyIkev2.TestInstances.Setup.Yaml;

namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>An option of a section: a row of the table.</summary>
/// <param name="name">As the file spells it.</param>
/// <param name="description">What it does, in a line.</param>
internal abstract class SetupOption<T>(string name, string description)
{
    public string Name => name;

    public string Description => description;

    /// <summary>What may stand there.</summary>
    public abstract string Expected { get; }

    /// <summary>The section with the value of a node; unchanged where the node is wrong.</summary>
    public abstract T Read(T section, SetupNode node, string path, SetupReading reading);

    /// <summary>Whether two sections say the same here.</summary>
    public abstract bool IsSame(T left, T right);

    /// <summary>Writes the value.</summary>
    public abstract void Write(T section, YamlText text, SetupDetail detail);
}

/// <summary>An option with one value.</summary>
internal sealed class ValueOption<T, TValue>(string name, string description, SetupType<TValue> type, Func<T, TValue> get, Func<T, TValue, T> set)
    : SetupOption<T>(name, description)
{
    public override string Expected => type.Expected;

    public override T Read(T section, SetupNode node, string path, SetupReading reading)
    {
        if (node is not ScalarNode scalar)
        {
            reading.Error(node.Line, path, "must be a single value");
            return section;
        }

        if (scalar.IsNull || (scalar.IsNullWord && !type.HasNullWord))
        {
            return section;
        }

        if (type.Parse(scalar.Text, out var value) is { } complaint)
        {
            reading.Error(node.Line, path, complaint);
            return section;
        }

        return set(section, value);
    }

    public override bool IsSame(T left, T right) => EqualityComparer<TValue>.Default.Equals(get(left), get(right));

    public override void Write(T section, YamlText text, SetupDetail detail) => text.Value(Name, Scalars.Format(type, get(section)));
}

/// <summary>An option with a list of values; a single one is taken for a list of one.</summary>
internal sealed class ListOption<T, TValue>(
    string name, string description, SetupType<TValue> type, Func<T, ValueList<TValue>> get, Func<T, ValueList<TValue>, T> set, bool mayBeEmpty = false)
    : SetupOption<T>(name, description)
{
    // Far more than any proposal or DNS list has, and bounded.
    private const int LongestList = 64;

    public override string Expected => $"list of {type.Expected}";

    public override T Read(T section, SetupNode node, string path, SetupReading reading)
    {
        if (node is ScalarNode { IsNull: true } || (node is ScalarNode { IsNullWord: true } && !type.HasNullWord))
        {
            return section;
        }

        var items = node is SequenceNode sequence ? sequence.Items : [node];
        if (items.Count > LongestList || (items.Count == 0 && !mayBeEmpty))
        {
            reading.Error(node.Line, path, items.Count == 0 ? "must not be empty" : $"has {items.Count} values, at most {LongestList} are allowed");
            return section;
        }

        var values = new List<TValue>();
        foreach (var item in items)
        {
            if (item is not ScalarNode { IsNull: false } scalar)
            {
                reading.Error(item.Line, path, "must be a list of single values");
            }
            else if (type.Parse(scalar.Text, out var value) is { } complaint)
            {
                reading.Error(item.Line, path, complaint);
            }
            else if (values.Contains(value))
            {
                reading.Warning(item.Line, path, $"has {Printable.Of(scalar.Text)} twice");
            }
            else
            {
                values.Add(value);
            }
        }

        return values.Count == 0 && !mayBeEmpty ? section : set(section, values.ToValueList());
    }

    public override bool IsSame(T left, T right) => get(left).Equals(get(right));

    public override void Write(T section, YamlText text, SetupDetail detail) => text.List(Name, get(section).Select(value => Scalars.Format(type, value)));
}

/// <summary>Options below a name.</summary>
internal sealed class SectionOption<T, TSection>(string name, string description, SetupSection<TSection> options, Func<T, TSection> get, Func<T, TSection, T> set)
    : SetupOption<T>(name, description)
    where TSection : class
{
    public override string Expected => "options";

    public override T Read(T section, SetupNode node, string path, SetupReading reading) => node switch
    {
        ScalarNode { IsNull: true } or ScalarNode { IsNullWord: true } => section,
        MappingNode mapping => set(section, options.Read(get(section), mapping, path, reading)),
        _ => Complain(section, node, path, reading),
    };

    public override bool IsSame(T left, T right) => get(left).Equals(get(right));

    public override void Write(T section, YamlText text, SetupDetail detail) => text.Section(Name, () => options.Write(get(section), text, detail));

    private static T Complain(T section, SetupNode node, string path, SetupReading reading)
    {
        reading.Error(node.Line, path, "must have options below it, each as 'name: value'");
        return section;
    }
}

/// <summary>A list of options; one without the list's dash is taken for a list of one.</summary>
internal sealed class SectionListOption<T, TSection>(
    string name, string description, SetupSection<TSection> options, int longest, Func<T, ValueList<TSection>> get, Func<T, ValueList<TSection>, T> set)
    : SetupOption<T>(name, description)
    where TSection : class
{
    public override string Expected => "list of options";

    public override T Read(T section, SetupNode node, string path, SetupReading reading)
    {
        if (node is ScalarNode { IsNull: true } or ScalarNode { IsNullWord: true })
        {
            return section;
        }

        var items = node is SequenceNode sequence ? sequence.Items : [node];
        if (items.Count == 0 || items.Count > longest)
        {
            reading.Error(node.Line, path, items.Count == 0 ? "must not be empty" : $"has {items.Count} entries, at most {longest} are allowed");
            return section;
        }

        var values = new List<TSection>();
        for (var position = 0; position < items.Count; position++)
        {
            var place = $"{path}[{position}]";
            reading.Note(place, items[position].Line);
            if (items[position] is MappingNode mapping)
            {
                values.Add(options.Read(options.Default, mapping, place, reading));
            }
            else
            {
                reading.Error(items[position].Line, place, "must have options, each as 'name: value'");
            }
        }

        return values.Count == 0 ? section : set(section, values.ToValueList());
    }

    public override bool IsSame(T left, T right) => get(left).Equals(get(right));

    public override void Write(T section, YamlText text, SetupDetail detail) =>
        text.Items(Name, get(section).Select(item => (Action)(() => options.Write(item, text, detail with { Comments = false }))));
}

/// <summary>Values in a file.</summary>
file static class Scalars
{
    public static string Format<T>(SetupType<T> type, T value)
    {
        var text = type.Format(value);
        return type.IsText || text == "null" ? YamlText.Quote(text) : text;
    }
}
