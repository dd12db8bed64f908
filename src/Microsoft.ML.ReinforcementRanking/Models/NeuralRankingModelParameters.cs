using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

[assembly: LoadableClass(typeof(NeuralRankingModelParameters), null, typeof(SignatureLoadModel), "Neural ranking model", NeuralRankingModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// A trained neural ranking model: managed weights, scored without libtorch, whoever trained it. Immutable and safe to share between threads.
/// </summary>
public sealed class NeuralRankingModelParameters : ModelParametersBase<float>, ISchemaBindableMapper
{
    internal const string LoaderSignature = "NeuralRankingModel";

    private const string RegistrationName = "NeuralRankingModel";

    internal NeuralRankingModelParameters(IHostEnvironment env, ModelHead head, IReadOnlyList<TrainingHistoryEntry> history)
        : base(env, RegistrationName)
    {
        Head = head;
        History = history;
    }

    private NeuralRankingModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, RegistrationName, ctx)
    {
        // *** Binary format ***
        // <base info>
        // model head (kind byte, then its own format)
        // history
        Head = ModelHead.Read(ctx.Reader);
        History = HistoryFormat.Read(ctx.Reader);
    }

    /// <summary>What each epoch of each training stage reported, in order; saved in the model file.</summary>
    public IReadOnlyList<TrainingHistoryEntry> History { get; }

    /// <summary>The critics of the model, main response or first task first; empty for a model without critics (behavior cloning, plain multi-task training).</summary>
    public CriticSet Critics => Head.Critics;

    internal ModelHead Head { get; }

    /// <summary>For what is made from this model later.</summary>
    internal IHostEnvironment Environment => Host;

    /// <summary>Kind of the predictions: ranking.</summary>
    protected override PredictionKind PredictionKind => PredictionKind.Ranking;

    /// <summary>The best actions of the catalog in one state.</summary>
    /// <param name="features">The state: as many values as the feature column has.</param>
    /// <param name="count">How many actions to return, at least 1; at most the catalog's size are returned.</param>
    /// <returns>Actions by falling score, with their key values (1-based) and probabilities.</returns>
    /// <exception cref="ArgumentException">The number of features differs from the model's.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The model is not a policy over a catalog.</exception>
    public IReadOnlyList<RankedAction> TopActions(ReadOnlySpan<float> features, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return CategoricalPolicy(nameof(TopActions)).TopActions(features, count);
    }

    /// <summary>The probability of every action of the catalog in one state: what an action is drawn from where a policy is served as it was evaluated.</summary>
    /// <param name="features">The state: as many values as the feature column has.</param>
    /// <returns>π(action | state) in (0, 1), of key value k at index k - 1; the sum is 1 within rounding.</returns>
    /// <exception cref="ArgumentException">The number of features differs from the model's.</exception>
    /// <exception cref="InvalidOperationException">The model is not a policy over a catalog.</exception>
    public float[] ActionProbabilities(ReadOnlySpan<float> features) => CategoricalPolicy(nameof(ActionProbabilities)).Probabilities(features);

    private CategoricalPolicyHead CategoricalPolicy(string member) => Head as CategoricalPolicyHead
        ?? throw new InvalidOperationException($"{member} needs a policy over a catalog of key-typed actions; this model has none.");

    ISchemaBoundMapper ISchemaBindableMapper.Bind(IHostEnvironment env, RoleMappedSchema schema) => new NeuralRankingRowMapper(env, this, schema);

    /// <summary>Writes plan, weights and history, so that the file scores in a process without libtorch.</summary>
    protected override void SaveCore(ModelSaveContext ctx)
    {
        base.SaveCore(ctx);
        ctx.SetVersionInfo(GetVersionInfo());
        Head.Write(ctx.Writer);
        HistoryFormat.Write(ctx.Writer, History);
    }

    internal static NeuralRankingModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(GetVersionInfo());
        return new(env, ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "NEURRANK",
        verWrittenCur: 0x00010001, // Initial
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(NeuralRankingModelParameters).Assembly.FullName);
}
