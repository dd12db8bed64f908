using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

namespace Microsoft.ML;

/// <summary>Provides a loader of Parquet files under <c>mlContext.Data</c>.</summary>
public static class ParquetDataCatalog
{
    /// <summary>Loads a Parquet file.</summary>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The path of the file.</param>
    /// <inheritdoc cref="LoadFromParquet(DataOperationsCatalog, IReadOnlyList{string}, ParquetLoadOptions)" path="/returns|/remarks|/exception"/>
    public static IDataView LoadFromParquet(this DataOperationsCatalog catalog, string path) => Load(catalog, [path], columns: null);

    /// <summary>Loads a Parquet file with options.</summary>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">The options.</param>
    /// <inheritdoc cref="LoadFromParquet(DataOperationsCatalog, IReadOnlyList{string}, ParquetLoadOptions)" path="/returns|/remarks|/exception|/example"/>
    public static IDataView LoadFromParquet(this DataOperationsCatalog catalog, string path, ParquetLoadOptions options)
        => LoadFromParquet(catalog, [path], options);

    /// <summary>Loads Parquet files of the same columns as one data view, one file after the other.</summary>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="paths">The paths of the files, at least one. Their order is the order of the rows.</param>
    /// <inheritdoc cref="LoadFromParquet(DataOperationsCatalog, IReadOnlyList{string}, ParquetLoadOptions)" path="/returns|/remarks|/exception"/>
    public static IDataView LoadFromParquet(this DataOperationsCatalog catalog, IReadOnlyList<string> paths) => Load(catalog, paths, columns: null);

    /// <summary>Loads Parquet files of the same columns as one data view, one file after the other, with options.</summary>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="paths">The paths of the files, at least one. Their order is the order of the rows.</param>
    /// <param name="options">The options.</param>
    /// <returns>
    /// A view of the rows in the order of the files. The call reads the footers only. Each cursor opens the files itself, keeps the requested columns of one
    /// row group in memory, and closes them when it is disposed or at the end. Columns that are not requested are not read. <c>GetRowCount</c> is the
    /// number of rows, and the view cannot be shuffled.
    /// </returns>
    /// <remarks>
    /// <para>The types are those of <see cref="ParquetColumn.Kind"/>. A list is a vector of variable length, or of <see cref="ParquetColumn.VectorLength"/>.
    /// Structures, maps, lists of lists and bytes have no type in ML.NET. They are left out, and are an error if they are listed.</para>
    /// <para>A null is NaN in Single and Double, empty text, or an empty list. Other types have no missing value, so a null in them is an error that names
    /// its place and the remedy. It is never read as 0.</para>
    /// <para>The bytes of a file are checked before memory is allocated by what they say.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// There is no path, or a listed column does not exist, is listed twice, or has no form of its kind or vector length.
    /// </exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is empty, damaged, or no Parquet file. The message names the file, and where known the row group and the column.
    /// </exception>
    /// <exception cref="NotSupportedException">A file has a type, an encoding or a compression that cannot be read.</exception>
    /// <exception cref="InvalidOperationException">
    /// Two files have different columns; or, while rows are read: a null or a value has no form in its column, a list has another length than
    /// <see cref="ParquetColumn.VectorLength"/>, or a file has changed.
    /// </exception>
    /// <example>
    /// <code>
    /// var log = mlContext.Data.LoadFromParquet("log.parquet", new() { Columns = [new("User"), new("Time"), new("Features", vectorLength: 32)] });
    /// </code>
    /// </example>
    public static IDataView LoadFromParquet(this DataOperationsCatalog catalog, IReadOnlyList<string> paths, ParquetLoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Load(catalog, paths, options.Columns);
    }

    /// <summary>Loads a Parquet file with the columns of a class.</summary>
    /// <typeparam name="TRow">
    /// The class, as for ML.NET's <c>LoadFromTextFile</c>, without <c>LoadColumn</c>: a property is the column of its name, or of its <c>ColumnName</c>. The
    /// values are read as the type of the property, and <c>VectorType</c> gives the length of a list.
    /// </typeparam>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The path of the file.</param>
    /// <inheritdoc cref="LoadFromParquet(DataOperationsCatalog, IReadOnlyList{string}, ParquetLoadOptions)" path="/returns|/remarks|/exception"/>
    public static IDataView LoadFromParquet<TRow>(this DataOperationsCatalog catalog, string path)
        where TRow : class
        => Load(catalog, [path], RowClass.ColumnsOf(typeof(TRow)));

    /// <summary>Loads Parquet files with the columns of a class as one data view, one file after the other.</summary>
    /// <typeparam name="TRow">
    /// The class, as for ML.NET's <c>LoadFromTextFile</c>, without <c>LoadColumn</c>: a property is the column of its name, or of its <c>ColumnName</c>. The
    /// values are read as the type of the property, and <c>VectorType</c> gives the length of a list.
    /// </typeparam>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="paths">The paths of the files, at least one. Their order is the order of the rows.</param>
    /// <inheritdoc cref="LoadFromParquet(DataOperationsCatalog, IReadOnlyList{string}, ParquetLoadOptions)" path="/returns|/remarks|/exception"/>
    public static IDataView LoadFromParquet<TRow>(this DataOperationsCatalog catalog, IReadOnlyList<string> paths)
        where TRow : class
        => Load(catalog, paths, RowClass.ColumnsOf(typeof(TRow)));

    private static ParquetView Load(DataOperationsCatalog catalog, IReadOnlyList<string> paths, IReadOnlyList<ParquetColumn>? columns)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0 || paths.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException(paths.Count == 0 ? "There are no files to load." : "A path is null or blank.", nameof(paths));
        return ParquetView.Open(paths, columns);
    }
}
