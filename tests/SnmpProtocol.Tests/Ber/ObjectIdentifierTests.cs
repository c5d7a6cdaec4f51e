using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Tests.Ber;

public class ObjectIdentifierTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("3.1")]
    [InlineData("1.40")]
    [InlineData("1.3.-1")]
    [InlineData("1..3")]
    [InlineData("1.3.4294967296")]
    [InlineData("2.4294967216")]
    [InlineData("1.3.x")]
    [InlineData("1.3. 6")]
    public void TryParse_NotAnIdentifier_IsRefused(string text)
    {
        Assert.False(ObjectIdentifier.TryParse(text, out _));
        Assert.Throws<FormatException>(() => ObjectIdentifier.Parse(text));
    }

    [Fact]
    public void CompareTo_Names_OrderIsLexicographical()
    {
        string[] ordered = ["0.0", "1.3", "1.3.6", "1.3.6.0", "1.3.6.1", "1.3.6.1.9", "1.3.6.1.10", "1.3.7", "2.0"];
        var shuffled = ordered.Reverse().Select(ObjectIdentifier.Parse).Order().Select(name => name.ToString());
        Assert.Equal(ordered, shuffled);
    }

    [Fact]
    public void Equality_SameNumbers_IsByValue()
    {
        var one = ObjectIdentifier.Parse(".1.3.6.1");
        var two = new ObjectIdentifier(1, 3).Append(6, 1);
        Assert.True(one == two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.True(one != two.Append(0));
        Assert.True(one.Contains(two.Append(0).SubIdentifiers));
        Assert.False(two.Append(0).Contains(one.SubIdentifiers));
    }

    [Fact]
    public void Append_BeyondTheLimit_Throws()
    {
        var longest = new ObjectIdentifier(Enumerable.Repeat(1U, ObjectIdentifier.MaximumLength).ToArray());
        Assert.Throws<ArgumentException>(() => longest.Append(1));
    }
}
