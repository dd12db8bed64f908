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
}
