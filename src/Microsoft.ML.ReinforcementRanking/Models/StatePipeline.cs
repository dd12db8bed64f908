using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Binds the steps of a fitted pipeline that precede its policy to the columns of a state. Columns that the state lacks get their types from the
/// pipeline's input, so that steps that read actions or labels can be bound. Such columns may be empty, because only what the features depend on is
/// computed.
/// </summary>
internal sealed class StatePipeline
{
    private readonly CompositeRowToRowMapper _mapper;
    private readonly DataViewSchema.Column _features;

    private StatePipeline(CategoricalPolicy policy, CompositeRowToRowMapper mapper, DataViewSchema.Column features)
    {
        Policy = policy;
        _mapper = mapper;
        _features = features;
    }

    public CategoricalPolicy Policy { get; }

    /// <summary>Gets the state's columns, followed by those that it lacks.</summary>
    public DataViewSchema InputSchema => _mapper.InputSchema;

    /// <param name="transformer">A policy, or a pipeline with one.</param>
    /// <param name="state">The columns of a state.</param>
    /// <param name="stateName">The name of a state in errors.</param>
    /// <param name="input">The columns of the pipeline's input, or null to use those that the policy was trained with.</param>
    /// <exception cref="ArgumentException">There is no policy, or the state lacks columns that the features are computed from.</exception>
    public static StatePipeline Bind(ITransformer transformer, DataViewSchema state, string stateName, DataViewSchema? input)
    {
        ITransformer[] steps = [.. PipelineSteps.Flatten(transformer)];
        var ranker = PipelineSteps.FindPolicy(transformer);
        var last = Array.LastIndexOf(steps, ranker);
        var schema = Complete(state, input is null ? ranker.TrainSchema : [.. input, .. ranker.TrainSchema]);
        var mapper = new CompositeRowToRowMapper(schema, BindSteps(steps.AsSpan(0, last), schema, stateName));
        var features = FindFeatures(mapper.OutputSchema, ranker, stateName);
        RequireState(mapper, features, state, stateName);
        return new(ranker.Model.CategoricalPolicy!, mapper, features);
    }

    /// <summary>Computes the features of the states that a row moves over.</summary>
    public (DataViewRow Row, ValueGetter<VBuffer<float>> GetFeatures) Open(DataViewRow input)
    {
        var row = ((IRowToRowMapper)_mapper).GetRow(input, [_features]);
        return (row, row.GetGetter<VBuffer<float>>(_features));
    }

    private static DataViewSchema Complete(DataViewSchema state, IEnumerable<DataViewSchema.Column> input)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(state);
        // Of several columns with one name, the first belongs to the pipeline's input, and the later ones are results of its steps.
        foreach (var column in input.DistinctBy(column => column.Name).Where(column => state.GetColumnOrNull(column.Name) is null))
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        return builder.ToSchema();
    }

    private static IRowToRowMapper[] BindSteps(ReadOnlySpan<ITransformer> steps, DataViewSchema schema, string stateName)
    {
        var mappers = new IRowToRowMapper[steps.Length];
        for (var index = 0; index < mappers.Length; index++)
        {
            var step = steps[index];
            if (!step.IsRowToRowMapper)
            {
                throw new ArgumentException(
                    $"Step {index + 1} of the pipeline, {PipelineSteps.NameOf(step)}, does not turn one row into one row, so it cannot " +
                    "be applied to a single state. Fit the pipeline without it.");
            }
            try
            {
                mappers[index] = step.GetRowToRowMapper(schema);
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                throw new ArgumentException($"Step {index + 1} of the pipeline, {PipelineSteps.NameOf(step)}, cannot be applied to {stateName}: " +
                    $"{exception.Message} Give the state this column in the type of the training data (vectors with [VectorType(size)]), or pass the schema " +
                    "of the pipeline's input, which mlContext.Model.Load returns, as inputSchema.", exception);
            }
            schema = mappers[index].OutputSchema;
        }
        return mappers;
    }

    private static DataViewSchema.Column FindFeatures(
        DataViewSchema schema, RankingPredictionTransformer<NeuralRankingModelParameters> ranker, string stateName)
    {
        var (name, width) = (ranker.FeatureColumnName, ranker.Model.Head.StateWidth);
        var column = schema.GetColumnOrNull(name)
            ?? throw new ArgumentException($"Neither {stateName} nor a step of the pipeline has the features column '{name}', which the policy reads.");
        if (column.Type.GetVectorSize() != width || column.Type.GetItemType() != NumberDataViewType.Single)
        {
            throw new ArgumentException(
                $"The policy reads a vector of {width} Single from the features column '{name}', but for {stateName} this column is {column.Type}. " +
                "Give the state the columns of the training data, and give vectors their size with [VectorType(size)].");
        }
        return column;
    }

    private static void RequireState(CompositeRowToRowMapper mapper, DataViewSchema.Column features, DataViewSchema state, string stateName)
    {
        var missing = ((IRowToRowMapper)mapper).GetDependencies([features])
            .Where(column => column.Index >= state.Count).Select(column => $"'{column.Name}' ({column.Type})").ToArray();
        if (missing.Length > 0)
        {
            throw new ArgumentException(
                $"{stateName} has no column {string.Join(" and no column ", missing)}, from which the pipeline computes the features column " +
                $"'{features.Name}'. It has the columns: {string.Join(", ", state.Select(column => column.Name))}. Add a property of this name and type.");
        }
    }
}
