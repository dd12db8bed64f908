using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Represents a trainer under contract, independently of the type of its options.</summary>
internal sealed record ContractTrainer
{
    private readonly Lock _gate = new();
    private readonly Dictionary<FitSettings, Transformer> _models = [];

    /// <summary>The name that is shown in the name of a test.</summary>
    public required string Name { get; init; }

    public required ContractKind Kind { get; init; }

    public required Func<MLContext, FitSettings, ITrainerEstimator<Transformer, NeuralRankingModelParameters>> Create { get; init; }

    /// <summary>Fits on the first data set, and validates on the second one.</summary>
    public required Func<MLContext, FitSettings, IDataView, IDataView, Transformer> FitWithValidation { get; init; }

    /// <summary>The slot names of ResponseValues. The list is empty if the model has no such column.</summary>
    public string[] ResponseNames { get; init; } = [];

    /// <summary>Gets the id of the action of a row if the action column has ids, or null if the trainer has no such column.</summary>
    public Func<ContractRow, string>? ReadId { get; init; }

    /// <summary>The ids of the catalog of the contract's log, in its order.</summary>
    public string[] ActionIds
        => ReadId is { } read ? [.. ContractLog.Rows.Select(read).Distinct()] : [.. Enumerable.Range(1, ContractLog.ActionCount).Select(key => $"{key}")];

    /// <summary>Gets the id of the action of a row.</summary>
    public string IdOf(ContractRow row) => ReadId?.Invoke(row) ?? $"{row.Action + 1}";

    /// <summary>The responses or tasks of the model's critics.</summary>
    public string[] CriticNames { get => field ?? ResponseNames; init; }

    /// <summary>The model that the tests of scoring share.</summary>
    public Transformer Model => ModelOf(new());

    public static ContractTrainer Of<TOptions>(string name, ContractKind kind, Func<MLContext, FitSettings, ReinforcementRankingTrainerBase<TOptions>> create)
        where TOptions : ReinforcementRankingOptions
        => new()
        {
            Name = name,
            Kind = kind,
            Create = create,
            FitWithValidation = (context, settings, training, validation) => create(context, settings).Fit(training, validation),
        };

    /// <summary>Gets the model that the tests with these settings share. It is fitted when the first test needs it.</summary>
    public Transformer ModelOf(FitSettings settings)
    {
        lock (_gate)
        {
            if (!_models.TryGetValue(settings, out var model))
                _models.Add(settings, model = Fit(settings));
            return model;
        }
    }

    /// <summary>Fits with a new context, on the log of the contract for these settings unless another log is given.</summary>
    public Transformer Fit(FitSettings settings, IDataView? data = null, int contextSeed = 1)
    {
        var context = new MLContext(contextSeed);
        return Create(context, settings).Fit(data ?? (settings.HasCandidates ? context.Candidates() : context.View()));
    }
}
