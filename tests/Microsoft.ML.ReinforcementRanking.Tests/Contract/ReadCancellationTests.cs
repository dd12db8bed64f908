using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that the token of a fit ends it while it reads, whatever it reads.</summary>
public sealed class ReadCancellationTests : IDisposable
{
    private const int LastRow = 20;

    private readonly MLContext _context = new(1);
    private readonly CancellationTokenSource _cancellation = new();
    private int _rowsRead;

    public void Dispose() => _cancellation.Dispose();

    [Fact]
    public void Fit_CanceledInTheTrainingData_ReadsNoFurtherRow() => ShouldEndAtOnce(
        () => _context.Ranking.Trainers.BehaviorCloning(Options()).Fit(Canceling(ContractLog.Rows)));

    [Fact]
    public void Fit_CanceledInTheValidationData_ReadsNoFurtherRow() => ShouldEndAtOnce(
        () => _context.Ranking.Trainers.BehaviorCloning(Options()).Fit(_context.View(), Canceling(ContractLog.OtherRows)));

    [Fact]
    public void Fit_CanceledInTheActionCatalog_ReadsNoFurtherRow() => ShouldEndAtOnce(() =>
    {
        var options = Options();
        options.ActionFeatureColumnName = "ActionFeatures";
        options.ActionCatalog = Canceling(ContractLog.Rows);
        return _context.Ranking.Trainers.BehaviorCloning(options).Fit(_context.View());
    });

    [Fact]
    public void Fit_CanceledInTheCandidates_ReadsNoFurtherRow() => ShouldEndAtOnce(() =>
    {
        var settings = new FitSettings { HasCandidates = true, CancellationToken = _cancellation.Token };
        return _context.Ranking.Trainers.BehaviorCloning(settings.ToBehaviorCloning(FitSettings.Action)).Fit(Canceling(CandidateLog.Rows));
    });

    [Fact]
    public void EstimatePropensities_CanceledWhileItReadsTheIds_ReadsNoFurtherRow() => ShouldEndAtOnce(() =>
    {
        var options = Options();
        options.ActionColumnName = FitSettings.ActionText;
        return _context.Ranking.EstimatePropensities(Canceling(ContractLog.Rows), new() { BehaviorPolicy = options });
    });

    private BehaviorCloningTrainer.Options Options()
        => new FitSettings { CancellationToken = _cancellation.Token }.ToBehaviorCloning(FitSettings.Action);

    private void ShouldEndAtOnce(Func<object> fit)
    {
        var failure = fit.Should().Throw<OperationCanceledException>().Which;

        failure.Message.Should().StartWith("The token was canceled while the data was read, before row ");
        failure.CancellationToken.Should().Be(_cancellation.Token);
        _rowsRead.Should().BeInRange(LastRow, LastRow + 1);
    }

    /// <summary>Gets a view of rows whose token is canceled when one of them is read.</summary>
    private IDataView Canceling<TRow>(TRow[] rows)
        where TRow : class
    {
        return _context.Data.LoadFromEnumerable(Read());

        IEnumerable<TRow> Read()
        {
            foreach (var row in rows)
            {
                if (++_rowsRead == LastRow)
                    _cancellation.Cancel();
                yield return row;
            }
        }
    }
}
