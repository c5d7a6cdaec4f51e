using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Tools.LayoutDoc.NmsecSources;
using Xunit;

namespace MyIkev2.Architecture.Tests;

/// <summary>The document of the NMsec records says of every field where its value comes from.</summary>
public class NmsecSourceTests
{
    [Fact]
    public void Sources_Table_NamesEveryFieldOfTheRecordsOnceAndNoOther()
    {
        var fields =
            from section in RecordCatalog.Rows.SelectMany(row => row.Sections).DistinctBy(section => section.Structure)
            where section.Layout is not null
            let structure = section.Layout!(NmsecDialect.Design1)
            from field in structure.Fields
            where field.Format != FieldFormat.Reserved
            select $"{structure.Name}.{field.Name}";

        Assert.Equal(fields.Order(), NmsecSourceTable.Rows.Select(row => $"{row.Structure}.{row.Field}").Order());
    }

    [Fact]
    public void Sources_Texts_AreNotEmptyAndFitIntoATable() =>
        Assert.All(NmsecSourceTable.Rows, row => Assert.Matches("^[^|\\s][^|\\n]*$", row.Text));
}
