using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public sealed class FoldScopeTests
{
    [Fact]
    public void Describe_InsideAndOutsideOfScopes_NamesTheInnermostFold()
    {
        using (new FoldScope(0, 5))
        {
            using (new FoldScope(1, 2))
                FoldScope.Describe("Weak.").Should().Be("Fold 2 of 2: Weak.");
            FoldScope.Describe("Weak.").Should().Be("Fold 1 of 5: Weak.");
        }
        FoldScope.Describe("Weak.").Should().Be("Weak.");
    }

    [Fact]
    public void Describe_OnAnotherThread_NamesNoFold()
    {
        using var scope = new FoldScope(0, 5);
        var text = "";
        var thread = new Thread(() => text = FoldScope.Describe("Weak."));
        thread.Start();
        thread.Join();

        text.Should().Be("Weak.");
    }

    [Fact]
    public void Count_FitsOfFolders_AreNumberedFromOneEach()
    {
        using var results = new FoldResults();

        new[] { "a", "a", "b", "a", "b" }.Select(results.Count).Should().Equal(1, 2, 1, 3, 2);
    }

    [Theory]
    [InlineData(false, false, "release release")]
    [InlineData(true, false, "remove remove")]
    [InlineData(true, true, "release release")]
    public void Dispose_CompleteFits_AreRemovedOnceAllFoldsAreComplete(bool areComplete, bool isInterrupted, string expected)
    {
        List<string> calls = [];
        var results = new FoldResults();
        for (var fold = 0; fold < 2; fold++)
            results.Keep(() => calls.Add("remove"), () => calls.Add("release"));
        if (isInterrupted)
            results.Interrupt();
        if (areComplete)
            results.Complete();

        results.Dispose();
        results.Dispose();

        string.Join(" ", calls).Should().Be(expected);
    }
}
