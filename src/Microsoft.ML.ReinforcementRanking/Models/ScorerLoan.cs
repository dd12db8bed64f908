using System.Collections.Concurrent;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents a scorer that one thread uses until it disposes of the loan.</summary>
internal readonly struct ScorerLoan(ConcurrentBag<PolicyScorer> owner, PolicyScorer scorer) : IDisposable
{
    public PolicyScorer Scorer => scorer;

    public void Dispose() => owner.Add(scorer);
}
