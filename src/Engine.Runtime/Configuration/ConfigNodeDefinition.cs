using System.Collections.Frozen;

namespace MyIkev2.Engine.Runtime.Configuration;

public enum ConfigNodeKind
{
    /// <summary>Holds other nodes.</summary>
    Container,

    /// <summary>Named or numbered entries, each holding other nodes.</summary>
    List,

    /// <summary>One value.</summary>
    Leaf,

    /// <summary>Several values in order; the line is repeated for each.</summary>
    LeafList,
}

/// <summary>One row of <see cref="ConfigTree"/>. Immutable once its parent is built.</summary>
public sealed class ConfigNodeDefinition
{
    private readonly FrozenDictionary<string, ConfigNodeDefinition> _byName;

    internal ConfigNodeDefinition(ConfigNodeKind kind, string name, ConfigType? type, string help, params ConfigNodeDefinition[] children)
    {
        Kind = kind;
        Name = name;
        Type = type;
        Help = help;
        Children = children;
        _byName = children.ToFrozenDictionary(child => child.Name, StringComparer.Ordinal);
        for (var index = 0; index < children.Length; index++)
        {
            children[index].Parent = this;
            children[index].Index = index;
        }
    }

    public ConfigNodeKind Kind { get; }

    public string Name { get; }

    /// <summary>Type of the value of a leaf, or of the key of a list; null for containers.</summary>
    public ConfigType? Type { get; }

    public string Help { get; }

    /// <summary>In the order of <c>show config</c>.</summary>
    public IReadOnlyList<ConfigNodeDefinition> Children { get; }

    public ConfigNodeDefinition? Parent { get; private set; }

    /// <summary>What holds when nothing is configured; null when nothing does.</summary>
    public string? Default
    {
        get;
        init
        {
            field = value;
            DefaultData = value is null ? null : Type!.Read(value).Data;
        }
    }

    internal object? DefaultData { get; private init; }

    /// <summary>What the number counts.</summary>
    public string? Unit { get; init; }

    /// <summary>The container's being there means something in itself.</summary>
    public bool IsPresence { get; init; }

    /// <summary>Printed on one line with its leaves: <c>local-ts subnet 10.0.0.0/8 protocol 6</c>.</summary>
    public bool IsInline { get; init; }

    /// <summary>Must be configured wherever its parent is.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>A leaf of this product, unknown to 6WIND's public texts. Shown only where it was set.</summary>
    public bool IsExtension { get; init; }

    /// <summary>Why setting it changes nothing yet; null when it works.</summary>
    public string? NoEffect { get; init; }

    /// <summary>Its values must be names in this list of the same <c>ike</c> container.</summary>
    public string? Reference { get; init; }

    /// <summary>The one value of a reference that names no entry.</summary>
    public string? ReferenceKeyword { get; init; }

    /// <summary>For an override: the default of the template's option, which holds when the template says nothing either.</summary>
    public string? InheritedDefault { get; private init; }

    public bool IsSecret => Type is { IsSecret: true };

    public bool HoldsValue => Kind is ConfigNodeKind.Leaf or ConfigNodeKind.LeafList;

    /// <summary>Position among the parent's children.</summary>
    internal int Index { get; private set; }

    public ConfigNodeDefinition? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The same row with nothing holding when it is not configured.</summary>
    internal ConfigNodeDefinition WithoutDefault() => new(Kind, Name, Type, Help, [.. Children.Select(child => child.WithoutDefault())])
    {
        Unit = Unit,
        IsPresence = IsPresence,
        IsInline = IsInline,
        IsMandatory = IsMandatory,
        IsExtension = IsExtension,
        NoEffect = NoEffect,
        Reference = Reference,
        ReferenceKeyword = ReferenceKeyword,
        InheritedDefault = Default,
    };

    /// <summary>Path in the table, with keys left open: <c>/ vrf NAME ike vpn NAME version</c>.</summary>
    public string SchemaPath
    {
        get
        {
            var step = Kind == ConfigNodeKind.List ? $"{Name} {Type!.Placeholder}" : Name;
            return Parent is null ? "/" : $"{Parent.SchemaPath} {step}";
        }
    }

    public override string ToString() => SchemaPath;
}
