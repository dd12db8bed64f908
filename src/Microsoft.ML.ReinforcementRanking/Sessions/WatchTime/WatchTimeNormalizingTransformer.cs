using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

[assembly: LoadableClass(typeof(WatchTimeNormalizingTransformer), null, typeof(SignatureLoadModel), "Watch time normalizer",
    WatchTimeNormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Turns the watch time of a video into its quantile among the watch times of videos of about the same length, or such a quantile back into a watch time. It
/// is immutable and safe to share between threads.
/// </summary>
public sealed class WatchTimeNormalizingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "WatchTimeNormalizer";

    private readonly WatchTimeColumns _columns;
    private readonly WatchTimeScale _scale;

    internal WatchTimeNormalizingTransformer(IHostEnvironment env, WatchTimeColumns columns, WatchTimeScale scale)
        : base(env.Register(nameof(WatchTimeNormalizingTransformer)))
    {
        _columns = columns;
        _scale = scale;
    }

    /// <summary>
    /// Gets the smallest duration of each class of known durations but the first, in ascending order. There is one class more than edges, and another one for
    /// unknown durations.
    /// </summary>
    public IReadOnlyList<float> DurationEdges => _scale.Edges;

    /// <summary>Returns the quantile of a watch time within the class of the video's length.</summary>
    /// <param name="watchTime">The watch time.</param>
    /// <param name="duration">The duration of the video; NaN, 0 and below are unknown.</param>
    /// <returns>
    /// The quantile, between 0 and 1. A watch time outside of those that the class had in training has the quantile of the nearest of them, and NaN is NaN.
    /// </returns>
    public float ToQuantile(float watchTime, float duration) => _scale.QuantileOf(watchTime, duration);

    /// <summary>Returns the watch time of a quantile within the class of the video's length, in the unit of the training data.</summary>
    /// <param name="quantile">The quantile. It need not be between 0 and 1, because predictions are not.</param>
    /// <param name="duration">The duration of the video; NaN, 0 and below are unknown.</param>
    /// <returns>The watch time, between the smallest and the largest that the class had in training. NaN is NaN.</returns>
    public float ToWatchTime(float quantile, float duration) => _scale.WatchTimeOf(quantile, duration);

    /// <summary>Creates the inverse transform, which turns quantiles such as the predictions of a regression task into watch times.</summary>
    /// <param name="outputColumnName">The column of watch times to add, in the unit of the training data.</param>
    /// <param name="quantileColumnName">The column of quantiles, a number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A name is null or blank.</exception>
    public WatchTimeNormalizingTransformer CreateInverse(string outputColumnName, string quantileColumnName)
    {
        var failures = new OptionFailures();
        failures.RequireName(outputColumnName, nameof(outputColumnName));
        failures.RequireName(quantileColumnName, nameof(quantileColumnName));
        failures.ThrowIfAny(Host, nameof(quantileColumnName));
        return new(Host, new(outputColumnName, quantileColumnName, _columns.Duration, IsInverse: true), _scale);
    }

    internal static WatchTimeNormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
        => ModelFile.Load(env, ctx, GetVersionInfo(), reader => new WatchTimeNormalizingTransformer(
            env, new(reader.ReadName(), reader.ReadName(), reader.ReadName(), reader.ReadBoolean()), WatchTimeScale.Read(reader)));

    // *** Binary format ***
    // strings: output, input, duration
    // bool: is inverse
    // scale
    /// <summary>Writes the columns, the classes and their distributions.</summary>
    protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.Writer.Write(_columns.Output);
        ctx.Writer.Write(_columns.Input);
        ctx.Writer.Write(_columns.Duration);
        ctx.Writer.Write(_columns.IsInverse);
        _scale.Write(ctx.Writer);
    }

    /// <summary>Binds the transform to a schema.</summary>
    protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "WATCHQUA",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(WatchTimeNormalizingTransformer).Assembly.FullName);

    private sealed class Mapper : MapperBase
    {
        private readonly WatchTimeNormalizingTransformer _parent;
        private readonly DataViewSchema.Column _input;
        private readonly DataViewSchema.Column _duration;

        public Mapper(WatchTimeNormalizingTransformer parent, DataViewSchema schema)
            : base(parent.Host, schema, parent)
        {
            _parent = parent;
            var columns = parent._columns;
            var role = columns.IsInverse ? WatchTimeColumns.Quantile : WatchTimeColumns.WatchTime;
            role.Require(parent.Host, schema, columns.Input);
            WatchTimeColumns.VideoDuration.Require(parent.Host, schema, columns.Duration);
            (_input, _duration) = (schema[columns.Input], schema[columns.Duration]);
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [new(_parent._columns.Output, NumberDataViewType.Single)];

        protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
            => column => activeOutput(0) && (column == _input.Index || column == _duration.Index);

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var (readInput, readDuration) = (ColumnReaders.Number(input, _input), ColumnReaders.Number(input, _duration));
            Func<float, float, float> map = _parent._columns.IsInverse ? _parent.ToWatchTime : _parent.ToQuantile;
            return (ValueGetter<float>)((ref float value) => value = map((float)readInput(), (float)readDuration()));
        }

        protected override void SaveModel(ModelSaveContext ctx) => _parent.SaveModel(ctx);
    }
}
