using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Tests.Access;

// RFC 3415 section 3.2.
public class ViewBasedAccessControlTests
{
    private static readonly MibView All = MibView.Of("all", "1.3");
    private static readonly MibView Some = MibView.Of("some", "1.3.6");
    private static readonly MibView Other = MibView.Of("other", "1.3.6.1");

    [Fact]
    public void Check_NothingConfigured_RefusesEverybody() =>
        Assert.Equal(AccessError.NoGroupName, Check(new ViewBasedAccessControl([], []), "admin", SecurityLevel.AuthPriv, "", out _));

    [Theory]
    [InlineData(SecurityModel.Usm, "admin", AccessError.None)]
    [InlineData(SecurityModel.V2c, "admin", AccessError.NoGroupName)]
    [InlineData(SecurityModel.Usm, "Admin", AccessError.NoGroupName)]
    [InlineData(SecurityModel.Usm, "", AccessError.NoGroupName)]
    public void Check_Name_HasToBelongToTheModel(SecurityModel model, string name, AccessError expected)
    {
        var access = Access(new AccessEntry { GroupName = "g", ReadView = All });
        Assert.Equal(expected, access.Check(model, System.Text.Encoding.UTF8.GetBytes(name), SecurityLevel.AuthPriv, [], ViewKind.Read, out _));
    }

    [Theory]
    [InlineData(SecurityLevel.NoAuthNoPriv, AccessError.NoAccessEntry)]
    [InlineData(SecurityLevel.AuthNoPriv, AccessError.None)]
    [InlineData(SecurityLevel.AuthPriv, AccessError.None)]
    public void Check_Level_HasToBeHighEnough(SecurityLevel level, AccessError expected)
    {
        var access = Access(new AccessEntry { GroupName = "g", Level = SecurityLevel.AuthNoPriv, ReadView = All });
        Assert.Equal(expected, Check(access, "admin", level, "", out _));
    }

    [Theory]
    [InlineData("", "all")]
    [InlineData("red", "some")]
    [InlineData("red2", "other")]
    [InlineData("blue", null)]
    public void Check_Context_ExactBeforePrefix(string context, string? view)
    {
        var access = Access(
            new AccessEntry { GroupName = "g", ReadView = All },
            new AccessEntry { GroupName = "g", ContextPrefix = "re", MatchesPrefix = true, ReadView = Other },
            new AccessEntry { GroupName = "g", ContextPrefix = "red", ReadView = Some });
        Assert.Equal(view is null ? AccessError.NoAccessEntry : AccessError.None, Check(access, "admin", SecurityLevel.AuthPriv, context, out var found));
        Assert.Equal(view, found?.Name);
    }

    [Fact]
    public void Check_SeveralEntries_ModelThenLongerPrefixThenLevelDecide()
    {
        var entries = new[]
        {
            new AccessEntry { GroupName = "g", MatchesPrefix = true, Level = SecurityLevel.AuthNoPriv, ReadView = All },
            new AccessEntry { GroupName = "g", MatchesPrefix = true, Level = SecurityLevel.AuthPriv, ReadView = Some },
        };
        Check(Access(entries), "admin", SecurityLevel.AuthPriv, "", out var view);
        Assert.Same(Some, view);
        Check(Access(entries), "admin", SecurityLevel.AuthNoPriv, "", out view);
        Assert.Same(All, view);

        entries = [.. entries, new AccessEntry { GroupName = "g", ContextPrefix = "r", MatchesPrefix = true, Level = SecurityLevel.NoAuthNoPriv, ReadView = Other }];
        Check(Access(entries), "admin", SecurityLevel.AuthPriv, "red", out view);
        Assert.Same(Other, view);

        entries = [.. entries, new AccessEntry { GroupName = "g", MatchesPrefix = true, Model = SecurityModel.Usm, Level = SecurityLevel.NoAuthNoPriv, ReadView = All }];
        Check(Access(entries), "admin", SecurityLevel.AuthPriv, "red", out view);
        Assert.Same(All, view);
    }

    [Fact]
    public void Check_Kind_EachHasItsOwnView()
    {
        var access = Access(new AccessEntry { GroupName = "g", ReadView = All, NotifyView = Some });
        Assert.Equal(AccessError.NoSuchView, access.Check(SecurityModel.Usm, "admin"u8, SecurityLevel.AuthPriv, [], ViewKind.Write, out var view));
        Assert.Null(view);
        Assert.Equal(AccessError.None, access.Check(SecurityModel.Usm, "admin"u8, SecurityLevel.AuthPriv, [], ViewKind.Notify, out view));
        Assert.Same(Some, view);
        Assert.Equal([All, Some], access.Views);
    }

    [Fact]
    public void Rows_ThatContradict_Throw()
    {
        var member = new GroupMember(SecurityModel.Usm, "admin", "g");
        Assert.Throws<ArgumentException>(() => new ViewBasedAccessControl([member, new GroupMember(SecurityModel.Usm, "admin", "h")], []));
        Assert.Throws<ArgumentException>(() => Access(new AccessEntry { GroupName = "g", ReadView = All }, new AccessEntry { GroupName = "g", ReadView = Some }));
        Assert.Throws<ArgumentException>(() => Access(new AccessEntry { GroupName = "g", ReadView = All, WriteView = MibView.Of("all", "1.3.6") }));
        Assert.Throws<ArgumentException>(() => Access(new AccessEntry { GroupName = "g", ContextPrefix = new string('c', 33), ReadView = All }));
        Assert.Throws<ArgumentException>(() => new GroupMember(SecurityModel.Any, "admin", "g"));
        Assert.Throws<ArgumentException>(() => new GroupMember(SecurityModel.Usm, "", "g"));
    }

    private static ViewBasedAccessControl Access(params AccessEntry[] entries) => new([new GroupMember(SecurityModel.Usm, "admin", "g")], entries);

    private static AccessError Check(ViewBasedAccessControl access, string name, SecurityLevel level, string context, out MibView? view) =>
        access.Check(SecurityModel.Usm, System.Text.Encoding.UTF8.GetBytes(name), level, System.Text.Encoding.UTF8.GetBytes(context), ViewKind.Read, out view);
}
