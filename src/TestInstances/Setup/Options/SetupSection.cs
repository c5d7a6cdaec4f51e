using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.TestInstances.Setup.Yaml;

namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>How much is written.</summary>
/// <param name="Defaults">Also options that have their default value.</param>
/// <param name="Comments">What each option does.</param>
internal readonly record struct SetupDetail(bool Defaults, bool Comments);

/// <summary>The options of a place in the file.</summary>
/// <param name="Default">Each option's default.</param>
/// <param name="Options">In the order in which they are written.</param>
internal sealed record SetupSection<T>(T Default, IReadOnlyList<SetupOption<T>> Options)
    where T : class
{
    public T Read(T section, MappingNode node, string path, SetupReading reading)
    {
        foreach (var entry in node.Entries)
        {
            var name = Printable.Of(entry.Name);
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (Options.FirstOrDefault(option => option.Name == entry.Name) is { } option)
            {
                reading.Note(place, entry.Line);
                section = option.Read(section, entry.Value, place, reading);
            }
            else
            {
                reading.Warning(entry.Line, place, "is not an option, and has no effect" + NameSuggestion.For(entry.Name, Options.Select(static option => option.Name)));
            }
        }

        return section;
    }

    public void Write(T section, YamlText text, SetupDetail detail)
    {
        foreach (var option in Options.Where(option => detail.Defaults || !option.IsSame(section, Default)))
        {
            if (detail.Comments)
            {
                text.Comment(option.Description);
            }

            option.Write(section, text, detail);
        }
    }
}
