using System.Reflection;
using System.Runtime.CompilerServices;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>One section of a record.</summary>
/// <param name="Name">The interface's name of the structure, or what a variable-length section holds.</param>
/// <param name="Structure">The structure, or null for a section of variable length.</param>
/// <param name="Length">Length of the structure, or null.</param>
public sealed record SectionRow(string Name, Type? Structure, int? Length);

/// <summary>What the records that answer a request are made of.</summary>
/// <param name="Request">The request.</param>
/// <param name="Sections">The sections in the order of their descriptors.</param>
public sealed record RecordRow(NmsecMessageType Request, IReadOnlyList<SectionRow> Sections)
{
    /// <summary>The interface's name of the request.</summary>
    public string RequestName => MessageTypeCatalog.Get(Request).Name;
}

/// <summary>TABLE: the records, one row for each request that has its own.</summary>
public static class RecordCatalog
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<RecordRow> Rows { get; } =
    [
        new(NmsecMessageType.GetIkeTunnels,
        [
            Fixed<IkeTunnelSection>(),
            Fixed<IkeTunnelStatisticsSection>(),
            Variable("local identity"),
            Variable("remote identity"),
        ]),
    ];

    /// <summary>The row of a request, if it has one.</summary>
    public static RecordRow? Find(NmsecMessageType request) => Rows.FirstOrDefault(row => row.Request == request);

    private static SectionRow Fixed<TStructure>()
        where TStructure : unmanaged
        => new(
            typeof(TStructure).GetCustomAttribute<NmsecStructureAttribute>()?.Name ?? typeof(TStructure).Name,
            typeof(TStructure),
            Unsafe.SizeOf<TStructure>());

    private static SectionRow Variable(string name) => new(name, null, null);
}
