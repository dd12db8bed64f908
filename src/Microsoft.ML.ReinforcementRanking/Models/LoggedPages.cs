using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Collects the pages of a log, and computes their probabilities on several threads.</summary>
/// <param name="head">The policy.</param>
/// <param name="draws">The number of pages to draw for probabilities at positions, or null to leave these out.</param>
/// <param name="seed">The seed of the pages to draw.</param>
internal sealed class LoggedPages(CategoricalPolicyHead head, int? draws, int seed)
{
    /// <summary>The number of pages, and of logits, that are held at the same time.</summary>
    private const int MostPages = 256, MostLogits = 1 << 22;

    private readonly CategoricalPolicyEvaluator _evaluator = new(head);
    private readonly List<LoggedPage> _pages = [];
    private readonly ChunkedColumn<float> _conditional = new();
    private readonly ChunkedColumn<float> _atPosition = new();
    private readonly ChunkedColumn<float> _standardErrors = new();
    private long _logitCount;
    private int _pageCount;

    /// <summary>Adds a row of a page. Pages are numbered from 0, and the rows of a page are neighbors.</summary>
    public void Add(HeadRow row, int page, int position)
    {
        if (page == _pageCount)
        {
            if (_pages.Count == MostPages || _logitCount > MostLogits)
                Compute();
            _pages.Add(new());
            _pageCount++;
        }
        _pages[^1].Add(row, position, _evaluator);
        _logitCount += _pages[^1].RowCount == 1 ? _pages[^1].ActionCount : 0;
    }

    /// <summary>Returns the probabilities of all rows, in their order.</summary>
    public (float[] Conditional, float[] AtPosition, float[] StandardErrors) MoveToArrays()
    {
        Compute();
        return (_conditional.MoveToArray(), _atPosition.MoveToArray(), _standardErrors.MoveToArray());
    }

    private void Compute()
    {
        var first = _pageCount - _pages.Count;
        var results = new PageRowProbabilities[_pages.Count][];
        Parallel.For(0, results.Length, page => results[page] = _pages[page].Compute(draws, (int)SeededHash.Of((ulong)(first + page), seed)));
        foreach (var row in results.SelectMany(page => page))
        {
            _conditional.Add(row.Conditional);
            _atPosition.Add(row.AtPosition);
            _standardErrors.Add(row.StandardError);
        }
        _pages.Clear();
        _logitCount = 0;
    }
}
