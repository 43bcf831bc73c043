// @turf/jsts brings no types: the part of JTS that zone.ts uses.
declare module '@turf/jsts' {
  /** A geometry of JTS, opaque to us. */
  interface Geometry {
    readonly jts: never
  }
  const jsts: {
    GeoJSONReader: new () => { read(geometry: object): Geometry }
    GeoJSONWriter: new () => { write(geometry: Geometry): unknown }
    BufferOp: new (
      geometry: Geometry,
    ) => {
      setQuadrantSegments(segments: number): void
      getResultGeometry(distance: number): Geometry
    }
  }
  export default jsts
}
