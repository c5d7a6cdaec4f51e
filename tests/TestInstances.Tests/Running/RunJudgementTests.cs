using MyIkev2.Registry;
using MyIkev2.TestInstances.Running;

namespace MyIkev2.TestInstances.Tests.Running;

public sealed class RunJudgementTests
{
    [Theory]
    [InlineData(10, 0, true, TestResult.Success)]
    [InlineData(10, 1, true, TestResult.Partial)]
    [InlineData(9, 1, true, TestResult.Partial)]
    [InlineData(9, 0, false, TestResult.Partial)]
    [InlineData(0, 10, true, TestResult.Failed)]
    public void TimeOver_ByWhatWasCreated(uint created, ulong errors, bool triedAll, TestResult expected) =>
        Assert.Equal(expected, RunJudgement.Judge(RunEnd.TimeOver, triedAll, created, 10, errors));

    [Theory]
    [InlineData(10, 0, true, TestResult.Success)]
    [InlineData(9, 1, true, TestResult.Partial)]
    [InlineData(9, 0, false, TestResult.Stopped)]
    [InlineData(0, 0, false, TestResult.Stopped)]
    public void Stopped_BeforeAllWereTried_IsNoVerdict(uint created, ulong errors, bool triedAll, TestResult expected) =>
        Assert.Equal(expected, RunJudgement.Judge(RunEnd.Stopped, triedAll, created, 10, errors));

    [Fact]
    public void AbortedOrBroken_WhateverWasCreated_IsThat()
    {
        Assert.Equal(TestResult.AbortedOnError, RunJudgement.Judge(RunEnd.Aborted, true, 10, 10, 1));
        Assert.Equal(TestResult.Failed, RunJudgement.Judge(RunEnd.Broken, true, 10, 10, 0));
    }
}
