using Microsoft.ML;

namespace ShortVideo.Features;

/// <summary>Represents the parts of a log in time.</summary>
internal sealed record LogParts(IDataView Training, IDataView Validation, IDataView Test)
{
    /// <summary>Applies the same function to each part.</summary>
    public LogParts Map(Func<IDataView, IDataView> change) => new(change(Training), change(Validation), change(Test));
}
